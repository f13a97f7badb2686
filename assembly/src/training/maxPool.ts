import { bytes } from "../bytes";
import { loadLanes, storeLanes } from "../lanes";

/** The place of no pixel. */
const NONE: i32 = -1;

/**
 * out[b,q,i,j,k] = the largest x[b,z,r,c,k] of a window, where[b,q,i,j,k] = the first place of it
 *
 * NaN is above nothing; a window with nothing above −∞ in it has −∞ at the place −1. Windows reach from
 * (q sd − front, i sh − top, j sw − left), fd × fh × fw, less what is outside the image. Pooling of two dimensions has one plane.
 * Places are counted in numbers from an image's first one, or from the batch's if `batched`.
 *
 * x: [B, D, H, W, C]    out: [B, d, h, w, C]    where: int32, shaped as out, or 0 for none
 */
export function maxPool(
  x: usize,
  out: usize,
  where: usize,
  batched: bool,
  B: i32,
  D: i32,
  H: i32,
  W: i32,
  C: i32,
  d: i32,
  h: i32,
  w: i32,
  fd: i32,
  fh: i32,
  fw: i32,
  sd: i32,
  sh: i32,
  sw: i32,
  front: i32,
  top: i32,
  left: i32,
): void {
  const image = D * H * W * C;
  for (let b = 0; b < B; b++) {
    for (let q = 0; q < d; q++) {
      const zFirst = max(q * sd - front, 0);
      const zEnd = min(q * sd - front + fd, D);
      for (let i = 0; i < h; i++) {
        const rFirst = max(i * sh - top, 0);
        const rEnd = min(i * sh - top + fh, H);
        for (let j = 0; j < w; j++) {
          const cFirst = max(j * sw - left, 0);
          const cEnd = min(j * sw - left + fw, W);
          for (let k = 0; k < C; k += 4) {
            const left = C - k;
            let best = f32x4.splat(-Infinity);
            let place = i32x4.splat(NONE);
            for (let z = zFirst; z < zEnd; z++) {
              for (let r = rFirst; r < rEnd; r++) {
                for (let c = cFirst; c < cEnd; c++) {
                  const at = ((z * H + r) * W + c) * C + k;
                  const value = loadLanes(x + bytes(b * image + at), left, 0);
                  const larger = f32x4.gt(value, best);
                  best = v128.bitselect(value, best, larger);
                  place = v128.bitselect(i32x4.splat(batched ? b * image + at : at), place, larger);
                }
              }
            }
            storeLanes(out, best, left);
            if (where) {
              const lane = i32x4(0, 1, 2, 3);
              const found = i32x4.ne(place, i32x4.splat(NONE));
              storeLanes(where, i32x4.add(place, v128.and(lane, found)), left);
              where += bytes(min(left, 4));
            }
            out += bytes(min(left, 4));
          }
        }
      }
    }
  }
}

import { bytes, VECTOR } from "../bytes";

/** The offset of no pixel: no multiple of four. */
const NONE: i32 = -1;

/**
 * dx[b,z,r,c,k] = sum of dy[b,q,i,j,k] over the windows (q, i, j) in which x[b,z,r,c,k] is the first of the largest
 *
 * A window with nothing above −∞ in it (NaN is above nothing) sends its gradient nowhere. Windows reach from
 * (q sd − front, i sh − top, j sw − left), fd × fh × fw, less what is outside the image. dy may have more planes, rows and
 * columns than d, h and w. Pooling of two dimensions has one plane.
 *
 * x, dx: [B, D, H, W, C]    dy: [B, dyD, dyH, dyW, C]
 */
export function maxPoolGrad(
  x: usize,
  dy: usize,
  dx: usize,
  B: i32,
  D: i32,
  H: i32,
  W: i32,
  C: i32,
  d: i32,
  h: i32,
  w: i32,
  dyD: i32,
  dyH: i32,
  dyW: i32,
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
  const pixel = bytes(C);
  const row = bytes(W * C);
  const plane = bytes(H * W * C);
  memory.fill(dx, 0, B * D * plane);
  for (let b = 0; b < B; b++, x += D * plane, dx += D * plane, dy += dyD * dyH * dyW * pixel) {
    for (let q = 0; q < d; q++) {
      const z0 = q * sd - front;
      const zFirst = max(z0, 0);
      const planes = min(z0 + fd, D) - zFirst;
      for (let i = 0; i < h; i++) {
        const r0 = i * sh - top;
        const rFirst = max(r0, 0);
        const rows = min(r0 + fh, H) - rFirst;
        for (let j = 0; j < w; j++) {
          const c0 = j * sw - left;
          const cFirst = max(c0, 0);
          const columns = min(c0 + fw, W) - cFirst;
          if (planes <= 0 || rows <= 0 || columns <= 0) continue;
          const corner = zFirst * plane + rFirst * row + cFirst * pixel;
          const from = dy + ((q * dyH + i) * dyW + j) * pixel;
          windowGrad(x + corner, from, dx + corner, planes, rows, columns, pixel, row, plane);
        }
      }
    }
  }
}

/** One window, all channels. */
function windowGrad(
  x: usize,
  dy: usize,
  dx: usize,
  planes: i32,
  rows: i32,
  columns: i32,
  pixel: usize,
  row: usize,
  plane: usize,
): void {
  const nextRow = row - columns * pixel;
  const nextPlane = plane - rows * row;
  let k: usize = 0;
  for (; k + VECTOR <= pixel; k += VECTOR) {
    let best = f32x4.splat(-Infinity);
    let where = i32x4.splat(NONE);
    let offset = k;
    for (let z = 0; z < planes; z++, offset += nextPlane) {
      for (let r = 0; r < rows; r++, offset += nextRow) {
        for (let c = 0; c < columns; c++, offset += pixel) {
          const value = v128.load(x + offset);
          const larger = f32x4.gt(value, best);
          best = v128.bitselect(value, best, larger);
          where = v128.bitselect(i32x4.splat(offset), where, larger);
        }
      }
    }
    send(dx, i32x4.extract_lane(where, 0), dy + k);
    send(dx + 4, i32x4.extract_lane(where, 1), dy + k + 4);
    send(dx + 8, i32x4.extract_lane(where, 2), dy + k + 8);
    send(dx + 12, i32x4.extract_lane(where, 3), dy + k + 12);
  }
  for (; k < pixel; k += 4) {
    let best: f32 = -Infinity;
    let where = NONE;
    let offset = k;
    for (let z = 0; z < planes; z++, offset += nextPlane) {
      for (let r = 0; r < rows; r++, offset += nextRow) {
        for (let c = 0; c < columns; c++, offset += pixel) {
          const value = load<f32>(x + offset);
          if (value > best) {
            best = value;
            where = offset;
          }
        }
      }
    }
    send(dx, where, dy + k);
  }
}

function send(dx: usize, where: i32, dy: usize): void {
  if (where != NONE) store<f32>(dx + where, load<f32>(dx + where) + load<f32>(dy));
}

// Convolutions of volumes are convolutions of images: the planes that a filter sees together become channels.
import { bytes, VECTOR, vectorBytes } from "../bytes";
import { copy } from "../copy";

/**
 * out[b,i,p,t C + c] = x[b, i sd + t dd − front, p, c], 0 where there is no such plane
 *
 * x: [B, D, P, C]    out: [B, d, P, fd C]
 */
export function unfoldDepth(
  x: usize,
  out: usize,
  B: u32,
  D: u32,
  P: u32,
  C: u32,
  d: u32,
  fd: u32,
  sd: u32,
  dd: u32,
  front: i32,
): void {
  const step = bytes(fd * C);
  for (let b: u32 = 0; b < B; b++, x += bytes(D * P * C)) {
    for (let i: u32 = 0; i < d; i++, out += P * step) {
      for (let t: u32 = 0; t < fd; t++) {
        const z = <i32>(i * sd + t * dd) - front;
        const inside = z >= 0 && z < <i32>D;
        let from = x + bytes(z * P * C);
        let to = out + bytes(t * C);
        for (let p: u32 = 0; p < P; p++, from += bytes(C), to += step) {
          if (inside) copy(from, to, C);
          else memory.fill(to, 0, bytes(C));
        }
      }
    }
  }
}

/**
 * x[b,z,p,c] = sum of y[b,i,p,t C + c] over the i and t with z = i sd + t dd − front: the transpose of `unfoldDepth`
 *
 * y: [B, d, P, fd C]    x: [B, D, P, C], overwritten
 */
export function foldDepth(
  y: usize,
  x: usize,
  B: u32,
  D: u32,
  P: u32,
  C: u32,
  d: u32,
  fd: u32,
  sd: u32,
  dd: u32,
  front: i32,
): void {
  const step = bytes(fd * C);
  memory.fill(x, 0, bytes(B * D * P * C));
  for (let b: u32 = 0; b < B; b++, x += bytes(D * P * C)) {
    for (let i: u32 = 0; i < d; i++, y += P * step) {
      for (let t: u32 = 0; t < fd; t++) {
        const z = <i32>(i * sd + t * dd) - front;
        if (z < 0 || z >= <i32>D) continue;
        let from = y + bytes(t * C);
        let to = x + bytes(z * P * C);
        for (let p: u32 = 0; p < P; p++, from += step, to += bytes(C)) accumulate(from, to, C);
      }
    }
  }
}

/** out[i] += x[i], i < n */
function accumulate(x: usize, out: usize, n: u32): void {
  let i: usize = 0;
  for (; i < vectorBytes(n); i += VECTOR) v128.store(out + i, f32x4.add(v128.load(out + i), v128.load(x + i)));
  for (; i < bytes(n); i += 4) store<f32>(out + i, load<f32>(out + i) + load<f32>(x + i));
}

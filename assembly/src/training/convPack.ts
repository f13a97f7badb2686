// Copies of a part of an image, channels last and with zeros around, for the gradients of a convolution.
import { bytes, VECTOR } from "../bytes";
import { copy } from "../copy";

/** The next multiple of four. */
export function filled(channels: i32): i32 {
  return (channels + 3) & -4;
}

/**
 * out[n, r, c, :] = x[b + n, top + r, left + c, :], zeros outside H × W, and zeros after the C channels up to `depth`,
 * which is C or `filled(C)`
 *
 * x: [B, tall, wide, C], or with channelsFirst [B, C, tall, wide]    out: [images, rows, columns, depth]
 */
export function packImages(
  x: usize,
  out: usize,
  b: i32,
  images: i32,
  H: i32,
  W: i32,
  C: i32,
  tall: i32,
  wide: i32,
  top: i32,
  rows: i32,
  left: i32,
  columns: i32,
  depth: i32,
  channelsFirst: bool,
): void {
  memory.fill(out, 0, bytes(images * rows * columns * depth));
  const first = max(left, 0);
  const count = min(left + columns, W) - first;
  if (count <= 0) return;
  const step = bytes(columns * depth);
  out += bytes((first - left) * depth);
  for (let n = b; n < b + images; n++) {
    for (let r = top; r < top + rows; r++, out += step) {
      if (r < 0 || r >= H) continue;
      if (channelsFirst) {
        interleave(x + bytes((n * C * tall + r) * wide + first), out, count, C, bytes(tall * wide), bytes(depth));
      } else if (depth == C) {
        copy(x + bytes(((n * tall + r) * wide + first) * C), out, count * C);
      } else {
        fillUp(x + bytes(((n * tall + r) * wide + first) * C), out, count, bytes(C), bytes(depth));
      }
    }
  }
}

/** out[j, c] = x[c, j]: `plane` bytes from a channel to the next, `pixel` bytes from a pixel of out to the next. */
function interleave(x: usize, out: usize, columns: i32, C: i32, plane: usize, pixel: usize): void {
  for (let c = 0; c < C; c++, x += plane, out += 4) {
    let to = out;
    for (let from = x; from < x + bytes(columns); from += 4, to += pixel) store<f32>(to, load<f32>(from));
  }
}

/** Pixels of `from` bytes become pixels of `to` bytes; what is between them stays. */
function fillUp(x: usize, out: usize, pixels: i32, from: usize, to: usize): void {
  for (let j = 0; j < pixels; j++, x += from, out += to) {
    let k: usize = 0;
    for (; k + VECTOR <= from; k += VECTOR) v128.store(out + k, v128.load(x + k));
    for (; k < from; k += 4) store<f32>(out + k, load<f32>(x + k));
  }
}

// Copies of a part of an image, channels last and with zeros around, for the gradients of a convolution.
import { bytes, VECTOR } from "../bytes";
import { copy } from "../copy";

/**
 * out[n, r, c, :] = x[b + n, top + r, left + c, :], zeros outside the image
 *
 * x: [B, H, W, C], or with channelsFirst [B, C, H, W]    out: [images, rows, columns, C]
 */
export function packImage(
  x: usize,
  out: usize,
  b: i32,
  images: i32,
  H: i32,
  W: i32,
  C: i32,
  top: i32,
  rows: i32,
  left: i32,
  columns: i32,
  channelsFirst: bool,
): void {
  memory.fill(out, 0, bytes(images * rows * columns * C));
  const first = max(left, 0);
  const count = min(left + columns, W) - first;
  if (count <= 0) return;
  for (let n = b; n < b + images; n++) {
    for (let r = top; r < top + rows; r++, out += bytes(columns * C)) {
      if (r < 0 || r >= H) continue;
      const to = out + bytes((first - left) * C);
      if (channelsFirst) {
        interleave(x + bytes(n * C * H * W + r * W + first), to, count, C, bytes(H * W), bytes(C));
      } else {
        copy(x + bytes(((n * H + r) * W + first) * C), to, count * C);
      }
    }
  }
}

/**
 * out[n, i, j, :] = dy[b + n, i0 + i, j, :], its channels filled up with zeros to `outs`, a multiple of four
 *
 * dy: [B, H, W, C], or with channelsFirst [B, C, H, W]    out: [images, rows, columns, outs]
 */
export function packOutput(
  dy: usize,
  out: usize,
  b: i32,
  images: i32,
  H: i32,
  W: i32,
  C: i32,
  i0: i32,
  rows: i32,
  columns: i32,
  outs: i32,
  channelsFirst: bool,
): void {
  for (let n = b; n < b + images; n++) {
    for (let i = i0; i < i0 + rows; i++, out += bytes(columns * outs)) {
      if (channelsFirst) {
        memory.fill(out, 0, bytes(columns * outs));
        interleave(dy + bytes((n * C * H + i) * W), out, columns, C, bytes(H * W), bytes(outs));
      } else {
        fillUp(dy + bytes((n * H + i) * W * C), out, columns, bytes(C), bytes(outs));
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

/** Rows of `from` bytes become rows of `to`, the next multiple of 16, with zeros at the end. */
function fillUp(x: usize, out: usize, rows: i32, from: usize, to: usize): void {
  const whole = from & ~(VECTOR - 1);
  for (let j = 0; j < rows; j++, x += from, out += to) {
    let k: usize = 0;
    for (; k < whole; k += VECTOR) v128.store(out + k, v128.load(x + k));
    if (k == to) continue;
    v128.store(out + k, f32x4.splat(0));
    for (; k < from; k += 4) store<f32>(out + k, load<f32>(x + k));
  }
}

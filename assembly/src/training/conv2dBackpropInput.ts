// The gradient of a convolution's image: for each pixel, the outputs that saw it.
import { bytes } from "../bytes";
import { copy } from "../copy";
import { PIXELS1, PIXELS2, tile1, tile2 } from "./convInputTile";
import { filled, packImages } from "./convPack";

/** Floats of dy that are packed at once, about; half of a second-level cache. */
const BAND: i32 = 1 << 16;

/**
 * dx[b,y,x,k] = sum over i, j, o of dy[b,i,j,o] filter[y + top − i sh, x + left − j sw, k, o]
 *
 * dy: [B, dyH, dyW, Co], of which h × w are read    filter: [fh, fw, Ci, Co]    dx: [B, H, W, Ci]
 * With channelsFirst dy is [B, Co, dyH, dyW] and dx [B, Ci, H, W].
 *
 * With y + top = r + sh u, 0 ≤ r < sh, the rows r, r + sh, … of the filter meet the rows u, u − 1, … of dy, and alike for
 * the columns. So each of the sh × sw phases (r, c) is a convolution of stride one by a part of the filter, which
 * is laid out backwards: a window of dy and the filter are then read in the same order, vectors of outputs.
 *
 * scratch: `conv2dBackpropInputScratch` floats
 */
export function conv2dBackpropInput(
  dy: usize,
  filter: usize,
  dx: usize,
  scratch: usize,
  B: i32,
  H: i32,
  W: i32,
  Ci: i32,
  h: i32,
  w: i32,
  Co: i32,
  dyH: i32,
  dyW: i32,
  fh: i32,
  fw: i32,
  sh: i32,
  sw: i32,
  top: i32,
  left: i32,
  channelsFirst: bool,
): void {
  const depth = filled(Co);
  const outRow = bytes(channelsFirst ? W : W * Ci);
  const outPixel = bytes(channelsFirst ? 1 : Ci);
  const outChannel = bytes(channelsFirst ? H * W : 1);
  const band = scratch + bytes(fh * fw * Ci * depth);
  const reach = ceilDiv(fw, sw) - 1;
  const columns = bandColumns(W, fw, sw, left);
  const j0 = floorDiv(left, sw) - reach;
  const rows = bandRows(columns, depth);
  const u1 = floorDiv(H - 1 + top, sh) + 1;

  memory.fill(dx, 0, bytes(B * H * W * Ci));
  layBackwards(filter, scratch, fh, fw, Ci, Co, sh, sw, depth);
  for (let b = 0; b < B; b++, dx += bytes(H * W * Ci)) {
    for (let u0 = floorDiv(top, sh); u0 < u1; u0 += rows) {
      const i0 = max(u0 - (ceilDiv(fh, sh) - 1), 0);
      const i1 = min(min(u0 + rows, u1), h);
      if (i1 <= i0) continue;
      packImages(dy, band, b, 1, h, w, Co, dyH, dyW, i0, i1 - i0, j0, columns, depth, channelsFirst);
      let weights = scratch;
      for (let r = 0; r < min(fh, sh); r++) {
        const high = ceilDiv(fh - r, sh);
        for (let c = 0; c < min(fw, sw); c++) {
          const wide = ceilDiv(fw - c, sw);
          const v0 = ceilDiv(left - c, sw);
          const v1 = floorDiv(W - 1 + left - c, sw) + 1;
          for (let u = u0; u < min(u0 + rows, u1); u++) {
            const y = r + sh * u - top;
            const first = max(high - 1 - u + i0, 0);
            const last = min(high, i1 + high - 1 - u);
            if (y < 0 || y >= H || first >= last) continue;
            row(
              band + bytes((u - high + 1 + first - i0) * columns * depth),
              weights + bytes(first * wide * depth),
              dx + y * outRow,
              v0,
              v1,
              c - left,
              sw,
              j0,
              w,
              wide,
              last - first,
              depth,
              bytes(columns * depth),
              bytes(high * wide * depth),
              Ci,
              outPixel,
              outChannel,
            );
          }
          weights += bytes(high * wide * Ci * depth);
        }
      }
    }
  }
}

/** Floats of scratch that `conv2dBackpropInput` needs: the filter, and a band of dy. */
export function conv2dBackpropInputScratch(
  W: i32,
  Ci: i32,
  Co: i32,
  fh: i32,
  fw: i32,
  sh: i32,
  sw: i32,
  left: i32,
): i32 {
  const columns = bandColumns(W, fw, sw, left);
  const rows = bandRows(columns, filled(Co)) + ceilDiv(fh, sh) - 1;
  return (fh * fw * Ci + rows * columns) * filled(Co);
}

function bandColumns(W: i32, fw: i32, sw: i32, left: i32): i32 {
  return floorDiv(W - 1 + left, sw) + 1 - floorDiv(left, sw) + ceilDiv(fw, sw) - 1 + PIXELS1 - 1;
}

function bandRows(columns: i32, depth: i32): i32 {
  return max(BAND / max(columns * depth, 1), 1);
}

/**
 * out, for each phase: [Ci, rows, columns, depth], the filter's rows and columns of that phase from the last to the first
 */
function layBackwards(
  filter: usize,
  out: usize,
  fh: i32,
  fw: i32,
  Ci: i32,
  Co: i32,
  sh: i32,
  sw: i32,
  depth: i32,
): void {
  memory.fill(out, 0, bytes(fh * fw * Ci * depth));
  for (let r = 0; r < min(fh, sh); r++) {
    for (let c = 0; c < min(fw, sw); c++) {
      for (let k = 0; k < Ci; k++) {
        for (let y = r + (ceilDiv(fh - r, sh) - 1) * sh; y >= 0; y -= sh) {
          for (let x = c + (ceilDiv(fw - c, sw) - 1) * sw; x >= 0; x -= sw, out += bytes(depth)) {
            copy(filter + bytes(((y * fw + x) * Ci + k) * Co), out, Co);
          }
        }
      }
    }
  }
}

/**
 * One row of dx in one phase, all its channels.
 *
 * d: the first row of dy that the window meets; its first column is j0    weights: [Ci, …, wide, depth], `channel` bytes each
 * out: the row of dx; pixel v of the phase is its pixel x0 + v sw
 */
function row(
  d: usize,
  weights: usize,
  out: usize,
  v0: i32,
  v1: i32,
  x0: i32,
  sw: i32,
  j0: i32,
  w: i32,
  wide: i32,
  rows: i32,
  depth: i32,
  dRow: usize,
  channel: usize,
  Ci: i32,
  outPixel: usize,
  outChannel: usize,
): void {
  const pixel = bytes(depth);
  for (let k = 0; k < Ci; ) {
    const pair = k + 1 < Ci;
    const pixels = pair ? PIXELS2 : PIXELS1;
    for (let v = v0; v < v1; v += pixels) {
      // a tap that falls on zeros for every pixel of the tile is left out
      const t0 = max(wide - v - pixels, 0);
      const t1 = min(wide, w + wide - 1 - v);
      if (t0 >= t1) continue;
      const from = d + (v - wide + 1 + t0 - j0) * pixel;
      const taps = weights + k * channel + t0 * pixel;
      const to = out + (x0 + v * sw) * outPixel + k * outChannel;
      const count = min(pixels, v1 - v);
      const length = (t1 - t0) * pixel;
      if (pair)
        tile2(from, taps, to, pixel, length, rows, dRow, wide * pixel, channel, sw * outPixel, outChannel, count);
      else tile1(from, taps, to, pixel, length, rows, dRow, wide * pixel, sw * outPixel, count);
    }
    k += pair ? 2 : 1;
  }
}

function floorDiv(a: i32, b: i32): i32 {
  return a / b - i32(a % b < 0);
}

function ceilDiv(a: i32, b: i32): i32 {
  return a / b + i32(a % b > 0);
}

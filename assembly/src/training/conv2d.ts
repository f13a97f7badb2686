// The convolution itself. tfjs's own goes through XNNPACK, which lays out its weights anew whenever they change, that is
// in every step of a training, and has no good way for the few channels that images begin with.
import { bytes } from "../bytes";
import { filled, packImages } from "./convPack";
import { layPanels, panelWidth } from "./convPanels";
import { tile4, tile8, tile12 } from "./convTile";

/** Floats of x that are packed at once, about; half of a second-level cache. */
const BAND: i32 = 1 << 16;

/** Room for a tile that does not fit into the output as it is: 4 positions of 8 outputs, or 3 of 12. */
const SPARE: i32 = 36;

/**
 * out[b,i,j,o] = bias[o] + sum over r, c, k of x[b, i sh + r dh − top, j sw + c dw − left, k] filter[r,c,k,o]
 *
 * x: [B, H, W, Ci]    filter: [fh, fw, Ci, Co]    bias: [Co], or the address 0    out: [B, h, w, Co]
 * With channelsFirst x is [B, Ci, H, W] and out [B, Co, h, w].
 *
 * low, high: what the outputs are clamped to; −∞ and ∞ leave them
 *
 * The filter is laid out in panels of 8 outputs (of 12 or 4 at the end), one tap after the other. A tile (4 positions ×
 * 8 outputs, 3 × 12 or 4 × 4) is summed in registers over all taps. The image is copied, with zeros around it, where the
 * window leaves it or the channels come first.
 *
 * scratch: `conv2dScratch` floats
 */
export function conv2d(
  x: usize,
  filter: usize,
  bias: usize,
  out: usize,
  scratch: usize,
  B: i32,
  H: i32,
  W: i32,
  Ci: i32,
  h: i32,
  w: i32,
  Co: i32,
  fh: i32,
  fw: i32,
  sh: i32,
  sw: i32,
  dh: i32,
  dw: i32,
  top: i32,
  left: i32,
  low: f32,
  high: f32,
  channelsFirst: bool,
): void {
  if (h == 0 || w == 0) return;
  const tall = (h - 1) * sh + (fh - 1) * dh + 1;
  const wide = (w - 1) * sw + (fw - 1) * dw + 1;
  const inside = top == 0 && left == 0 && tall <= H && wide <= W;
  const packed = channelsFirst || !inside;
  if (!packed && fh == 1 && fw == 1 && sh == 1 && sw == 1 && wide == W) {
    // a product of matrices: one long row
    w = tall == H ? B * h * w : h * w;
    if (tall == H) B = 1;
    h = 1;
  }
  const K = fh * fw * Ci;
  const panels = scratch + bytes(SPARE);
  const band = panels + bytes((K + 1) * filled(Co));
  layPanels(filter, bias, panels, K, Co);

  const xRow = bytes((packed ? wide : W) * Ci);
  const rows = packed ? bandRows(wide * Ci, sh, fh, dh, h) : h;
  const outPixel = bytes(channelsFirst ? 1 : Co);
  const outChannel = bytes(channelsFirst ? h * w : 1);
  const outRow = outPixel * w;
  // taps that lie side by side in the image are one run
  const runs = dw == 1 ? 1 : fw;
  const run = bytes(dw == 1 ? fw * Ci : Ci);
  for (let b = 0; b < B; b++) {
    for (let i = 0; i < h; i += rows) {
      const m = min(rows, h - i);
      let from = x + bytes((b * H + i * sh) * W * Ci);
      if (packed) {
        const needed = (m - 1) * sh + (fh - 1) * dh + 1;
        packImages(x, band, b, 1, H, W, Ci, H, W, i * sh - top, needed, -left, wide, Ci, channelsFirst);
        from = band;
      }
      const to = out + bytes(b * h * w * Co) + i * outRow;
      positions(
        from,
        panels,
        to,
        scratch,
        m,
        w,
        K,
        Co,
        sh * xRow,
        bytes(sw * Ci),
        fh,
        dh * xRow,
        runs,
        bytes(dw * Ci),
        run,
        outRow,
        outPixel,
        outChannel,
        low,
        high,
      );
    }
  }
}

/** Floats of scratch that `conv2d` needs: a tile, the panels, and a band of x. */
export function conv2dScratch(
  Ci: i32,
  h: i32,
  w: i32,
  Co: i32,
  fh: i32,
  fw: i32,
  sh: i32,
  sw: i32,
  dh: i32,
  dw: i32,
): i32 {
  if (h == 0 || w == 0) return 0;
  const wide = ((w - 1) * sw + (fw - 1) * dw + 1) * Ci;
  const rows = bandRows(wide, sh, fh, dh, h);
  return SPARE + (fh * fw * Ci + 1) * filled(Co) + ((rows - 1) * sh + (fh - 1) * dh + 1) * wide;
}

/** How many rows of the output a band is for. */
function bandRows(wide: i32, sh: i32, fh: i32, dh: i32, h: i32): i32 {
  const rows = BAND / max(wide, 1) - (fh - 1) * dh - 1;
  return min(max(rows / sh + 1, 1), h);
}

/** All outputs of m rows of w positions. `down` and `step` are the bytes to the next row and position of the window. */
function positions(
  x: usize,
  panel: usize,
  out: usize,
  spare: usize,
  m: i32,
  w: i32,
  K: i32,
  Co: i32,
  down: usize,
  step: usize,
  fh: i32,
  tapRow: usize,
  runs: i32,
  tapColumn: usize,
  run: usize,
  outRow: usize,
  outPixel: usize,
  outChannel: usize,
  low: f32,
  high: f32,
): void {
  const outs = filled(Co);
  const lowest = f32x4.splat(low);
  const highest = f32x4.splat(high);
  for (let o: i32 = 0; o < outs; ) {
    const wide = panelWidth(o, outs);
    const count = min(wide, Co - o);
    const tile = wide == 12 ? 3 : 4;
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < w; j += tile) {
        const n = min(tile, w - j);
        const p0 = x + i * down + j * step;
        const p1 = p0 + (n > 1 ? step : 0);
        const p2 = p1 + (n > 2 ? step : 0);
        const p3 = p2 + (n > 3 ? step : 0);
        const to = out + i * outRow + j * outPixel + o * outChannel;
        const whole = n == tile && count == wide && outChannel == 4;
        const at = whole ? to : spare;
        const next = whole ? outPixel : bytes(wide);
        if (wide == 8) tile8(p0, p1, p2, p3, panel, at, next, fh, tapRow, runs, tapColumn, run, lowest, highest);
        else if (wide == 12) tile12(p0, p1, p2, panel, at, next, fh, tapRow, runs, tapColumn, run, lowest, highest);
        else tile4(p0, p1, p2, p3, panel, at, next, fh, tapRow, runs, tapColumn, run, lowest, highest);
        if (!whole) scatter(spare, bytes(wide), to, n, count, outPixel, outChannel);
      }
    }
    panel += bytes((K + 1) * wide);
    o += wide;
  }
}

/** to[position, channel] = tile[position, channel] */
function scatter(tile: usize, row: usize, to: usize, n: i32, count: i32, outPixel: usize, outChannel: usize): void {
  for (let j = 0; j < n; j++, tile += row, to += outPixel) {
    for (let o = 0; o < count; o++) store<f32>(to + o * outChannel, load<f32>(tile + bytes(o)));
  }
}

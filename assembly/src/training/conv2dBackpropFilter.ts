// The gradient of a convolution's filter, straight from the image: no patches are laid out.
import { bytes } from "../bytes";
import { copy } from "../copy";
import { block4, block8, block12 } from "./convFilterBlock";
import { filled, packImages } from "./convPack";

/** Positions that a unit has, about. */
const UNIT: i32 = 512;

/** A block may sum for so many taps past the last; nobody reads them. */
const SPARE: i32 = 3;

/**
 * dw[r,c,k,o] = sum over b, i, j of x[b, i sh + r − top, j sw + c − left, k] dy[b,i,j,o]
 *
 * x: [B, H, W, Ci]    dy: [B, dyH, dyW, Co], of which h × w are read    dw: [fh, fw, Ci, Co]
 * With channelsFirst x is [B, Ci, H, W] and dy [B, Co, dyH, dyW].
 *
 * One unit after the other, of a few images or a few rows of one, small enough for the cache. In a unit, a block of dw
 * (4 taps × 8 outputs, or 3 × 12) is summed in registers over all positions. A unit is copied to the scratch if the
 * window leaves the image (zeros are put around it), if Co is no multiple of four, or if the channels come first.
 *
 * scratch: `conv2dBackpropFilterScratch` floats
 */
export function conv2dBackpropFilter(
  x: usize,
  dy: usize,
  dw: usize,
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
  const K = fh * fw * Ci;
  const outs = filled(Co);
  const width = (w - 1) * sw + fw;
  const inside = top == 0 && left == 0 && (h - 1) * sh + fh <= H && width <= W;
  const copyX = channelsFirst || !inside;
  const copyDy = channelsFirst || outs != Co;
  const images = unitImages(B, h, w);
  const rows = unitRows(h, w);

  const sums = scratch;
  const xUnit = sums + bytes((K + SPARE) * outs);
  const dyUnit = xUnit + (copyX ? bytes(images * ((rows - 1) * sh + fh) * width * Ci) : 0);
  memory.fill(sums, 0, bytes(K * outs));

  for (let b = 0; b < B; b += images) {
    const n = min(images, B - b);
    for (let i = 0; i < h; i += rows) {
      const m = min(rows, h - i);
      const tall = (m - 1) * sh + fh;
      let xs = x + bytes((b * H + i * sh) * W * Ci);
      let xRow = bytes(W * Ci);
      let xImage = xRow * H;
      if (copyX) {
        packImages(x, xUnit, b, n, H, W, Ci, H, W, i * sh - top, tall, -left, width, Ci, channelsFirst);
        xs = xUnit;
        xRow = bytes(width * Ci);
        xImage = xRow * tall;
      }
      let dys = dy + bytes((b * dyH + i) * dyW * Co);
      let dyRow = bytes(dyW * Co);
      let dyImage = dyRow * dyH;
      if (copyDy) {
        packImages(dy, dyUnit, b, n, h, w, Co, dyH, dyW, i, m, 0, w, outs, channelsFirst);
        dys = dyUnit;
        dyRow = bytes(w * outs);
        dyImage = dyRow * m;
      }
      unit(xs, dys, sums, n, m, w, fw * Ci, K, outs, bytes(sw * Ci), sh * xRow, xRow, xImage, dyRow, dyImage);
    }
  }
  for (let k = 0; k < K; k++) copy(sums + bytes(k * outs), dw + bytes(k * Co), Co);
}

/** Floats of scratch that `conv2dBackpropFilter` needs: the sums, a unit of x and a unit of dy. */
export function conv2dBackpropFilterScratch(
  B: i32,
  Ci: i32,
  h: i32,
  w: i32,
  Co: i32,
  fh: i32,
  fw: i32,
  sh: i32,
  sw: i32,
): i32 {
  if (h == 0 || w == 0) return (fh * fw * Ci + SPARE) * filled(Co);
  const images = unitImages(B, h, w);
  const rows = unitRows(h, w);
  const xUnit = ((rows - 1) * sh + fh) * ((w - 1) * sw + fw) * Ci;
  return (fh * fw * Ci + SPARE) * filled(Co) + images * (xUnit + rows * w * filled(Co));
}

function unitImages(B: i32, h: i32, w: i32): i32 {
  return max(min(B, UNIT / max(h * w, 1)), 1);
}

function unitRows(h: i32, w: i32): i32 {
  return max(min(h, UNIT / max(w, 1)), 1);
}

/** Adds one unit to all the sums. `run` is the floats that a row of the window has. */
function unit(
  x: usize,
  dy: usize,
  sums: usize,
  n: i32,
  m: i32,
  w: i32,
  run: i32,
  K: i32,
  outs: i32,
  xStep: usize,
  xDown: usize,
  xRow: usize,
  xImage: usize,
  dyRow: usize,
  dyImage: usize,
): void {
  const step = bytes(outs);
  for (let o: i32 = 0; o < outs; ) {
    const left = outs - o;
    const wide = left == 4 ? 4 : left == 12 ? 12 : 8;
    const taps = wide == 12 ? 3 : 4;
    for (let k = 0; k < K; k += taps) {
      const x0 = x + tap(k, run, K, xRow);
      const x1 = x + tap(k + 1, run, K, xRow);
      const x2 = x + tap(k + 2, run, K, xRow);
      const x3 = x + tap(k + 3, run, K, xRow);
      const d = dy + bytes(o);
      const s = sums + bytes(k * outs + o);
      if (wide == 8) block8(x0, x1, x2, x3, d, s, n, m, w, xStep, xDown, xImage, step, dyRow, dyImage);
      else if (wide == 12) block12(x0, x1, x2, d, s, n, m, w, xStep, xDown, xImage, step, dyRow, dyImage);
      else block4(x0, x1, x2, x3, d, s, n, m, w, xStep, xDown, xImage, step, dyRow, dyImage);
    }
    o += wide;
  }
}

/** Where tap k of the window lies; past the last, the last. */
function tap(k: i32, run: i32, K: i32, xRow: usize): usize {
  const last = min(k, K - 1);
  return (last / run) * xRow + bytes(last % run);
}

// The gradients of a depthwise convolution, channels last. An output (i, j) sees pixels (i sh + u − top, j sw + v − left).
import { bytes } from "../bytes";
import { loadLanes, storeLanes } from "../lanes";
import { madd } from "../madd";

/**
 * dx[b,y,x,c] = sum over taps u, v and m of dy[b,i,j,c M + m] filter[u,v,c,m], y = i sh + u − top, x = j sw + v − left
 *
 * dy: [B, dyH, dyW, Ci M], of which h rows and w columns count    filter: [fh, fw, Ci, M]    dx: [B, H, W, Ci], overwritten
 */
export function depthwiseConv2dBackpropInput(
  dy: usize,
  filter: usize,
  dx: usize,
  B: u32,
  H: u32,
  W: u32,
  Ci: u32,
  M: u32,
  h: u32,
  w: u32,
  dyH: u32,
  dyW: u32,
  fh: u32,
  fw: u32,
  sh: u32,
  sw: u32,
  top: i32,
  left: i32,
): void {
  if (M == 1) {
    gatherInput(dy, filter, dx, B, H, W, Ci, h, w, dyH, dyW, fh, fw, sh, sw, top, left);
    return;
  }
  memory.fill(dx, 0, bytes(B * H * W * Ci));
  const Co = Ci * M;
  for (let b: u32 = 0; b < B; b++) {
    for (let i: u32 = 0; i < h; i++) {
      for (let u: u32 = 0; u < fh; u++) {
        const y = <i32>(i * sh + u) - top;
        if (y < 0 || y >= <i32>H) continue;
        for (let j: u32 = 0; j < w; j++) {
          const from = dy + bytes(((b * dyH + i) * dyW + j) * Co);
          for (let v: u32 = 0; v < fw; v++) {
            const x = <i32>(j * sw + v) - left;
            if (x < 0 || x >= <i32>W) continue;
            addPixel(from, filter + bytes((u * fw + v) * Co), dx + bytes(((b * H + y) * W + x) * Ci), Ci, M);
          }
        }
      }
    }
  }
}

/** The same for M = 1, where each pixel of dx is summed in registers: sixteen channels at a time, then four. */
function gatherInput(
  dy: usize,
  filter: usize,
  dx: usize,
  B: u32,
  H: u32,
  W: u32,
  C: u32,
  h: u32,
  w: u32,
  dyH: u32,
  dyW: u32,
  fh: u32,
  fw: u32,
  sh: u32,
  sw: u32,
  top: i32,
  left: i32,
): void {
  const pixel = bytes(C);
  for (let b: u32 = 0; b < B; b++, dy += dyH * dyW * pixel) {
    for (let y: u32 = 0; y < H; y++) {
      for (let x: u32 = 0; x < W; x++, dx += pixel) {
        let c: u32 = 0;
        for (; c + 16 <= C; c += 16) {
          const channels = bytes(c);
          let s0 = f32x4.splat(0);
          let s1 = f32x4.splat(0);
          let s2 = f32x4.splat(0);
          let s3 = f32x4.splat(0);
          for (let u: u32 = 0; u < fh; u++) {
            const i = outputOf(<i32>(y - u) + top, sh, h);
            if (i < 0) continue;
            for (let v: u32 = 0; v < fw; v++) {
              const j = outputOf(<i32>(x - v) + left, sw, w);
              if (j < 0) continue;
              const from = dy + (<u32>i * dyW + <u32>j) * pixel + channels;
              const weights = filter + (u * fw + v) * pixel + channels;
              s0 = madd(v128.load(from), v128.load(weights), s0);
              s1 = madd(v128.load(from, 16), v128.load(weights, 16), s1);
              s2 = madd(v128.load(from, 32), v128.load(weights, 32), s2);
              s3 = madd(v128.load(from, 48), v128.load(weights, 48), s3);
            }
          }
          v128.store(dx + channels, s0);
          v128.store(dx + channels, s1, 16);
          v128.store(dx + channels, s2, 32);
          v128.store(dx + channels, s3, 48);
        }
        for (; c < C; c += 4) {
          const channels = bytes(c);
          let sum = f32x4.splat(0);
          for (let u: u32 = 0; u < fh; u++) {
            const i = outputOf(<i32>(y - u) + top, sh, h);
            if (i < 0) continue;
            for (let v: u32 = 0; v < fw; v++) {
              const j = outputOf(<i32>(x - v) + left, sw, w);
              if (j < 0) continue;
              const from = dy + (<u32>i * dyW + <u32>j) * pixel + channels;
              const weights = filter + (u * fw + v) * pixel + channels;
              sum = madd(loadLanes(from, C - c, 0), loadLanes(weights, C - c, 0), sum);
            }
          }
          storeLanes(dx + channels, sum, C - c);
        }
      }
    }
  }
}

/** The output whose window begins `place` pixels in; −1 if there is none. */
function outputOf(place: i32, stride: u32, count: u32): i32 {
  if (place < 0) return -1;
  if (stride == 1) return <u32>place < count ? place : -1;
  const i = <u32>place / stride;
  return i * stride == <u32>place && i < count ? i : -1;
}

/** out[c] += sum over m of dy[c M + m] filter[c M + m], for M from 2 */
function addPixel(dy: usize, filter: usize, out: usize, Ci: u32, M: u32): void {
  for (let c: u32 = 0; c < Ci; c++, out += 4) {
    let sum = load<f32>(out);
    for (let m: u32 = 0; m < M; m++, dy += 4, filter += 4) sum += load<f32>(dy) * load<f32>(filter);
    store<f32>(out, sum);
  }
}

/**
 * dFilter[u,v,c,m] = sum over b, i, j of x[b,y,x,c] dy[b,i,j,c M + m], y = i sh + u − top, x = j sw + v − left
 *
 * x: [B, H, W, Ci]    dy as above    dFilter: [fh, fw, Ci, M], overwritten
 */
export function depthwiseConv2dBackpropFilter(
  x: usize,
  dy: usize,
  dFilter: usize,
  B: u32,
  H: u32,
  W: u32,
  Ci: u32,
  M: u32,
  h: u32,
  w: u32,
  dyH: u32,
  dyW: u32,
  fh: u32,
  fw: u32,
  sh: u32,
  sw: u32,
  top: i32,
  left: i32,
): void {
  const Co = Ci * M;
  for (let u: u32 = 0; u < fh; u++) {
    const i0 = firstInside(<i32>u - top, sh);
    const i1 = min(h, endInside(<i32>u - top, sh, H));
    for (let v: u32 = 0; v < fw; v++, dFilter += bytes(Co)) {
      const j0 = firstInside(<i32>v - left, sw);
      const j1 = min(w, endInside(<i32>v - left, sw, W));
      const count = j1 > j0 ? j1 - j0 : 0;
      let c: u32 = 0;
      if (M == 1) {
        for (; c + 16 <= Co; c += 16) {
          const out = dFilter + bytes(c);
          for (let k: usize = 0; k < 64; k += 16) v128.store(out + k, f32x4.splat(0));
          for (let b: u32 = 0; b < B; b++) {
            addImage(x, dy, out, b, H, W, Ci, dyH, dyW, i0, i1, j0, count, sh, sw, u - top, v - left, c);
          }
        }
      }
      for (; c < Co; c += 4) {
        let total = f32x4.splat(0);
        for (let b: u32 = 0; b < B; b++) {
          let sum = f32x4.splat(0); // of one image, so that long sums stay exact
          for (let i = i0; i < i1; i++) {
            const row = (b * H + (i * sh + u - top)) * W + (j0 * sw + v - left);
            const rowDy = dy + bytes(((b * dyH + i) * dyW + j0) * Co + c);
            sum = addRow(x + bytes(row * Ci), rowDy, bytes(sw * Ci), bytes(Co), c, M, count, Co - c, sum);
          }
          total = f32x4.add(total, sum);
        }
        storeLanes(dFilter + bytes(c), total, Co - c);
      }
    }
  }
}

/** out[k] += the sum over an image's outputs of x dy, for sixteen channels from c on: sums of one image each, so that long ones stay exact. */
function addImage(
  x: usize,
  dy: usize,
  out: usize,
  b: u32,
  H: u32,
  W: u32,
  C: u32,
  dyH: u32,
  dyW: u32,
  i0: u32,
  i1: u32,
  j0: u32,
  count: u32,
  sh: u32,
  sw: u32,
  down: u32,
  right: u32,
  c: u32,
): void {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let s2 = f32x4.splat(0);
  let s3 = f32x4.splat(0);
  for (let i = i0; i < i1; i++) {
    let pixel = x + bytes(((b * H + i * sh + down) * W + j0 * sw + right) * C + c);
    let wish = dy + bytes(((b * dyH + i) * dyW + j0) * C + c);
    for (let j: u32 = 0; j < count; j++, pixel += bytes(sw * C), wish += bytes(C)) {
      s0 = madd(v128.load(pixel), v128.load(wish), s0);
      s1 = madd(v128.load(pixel, 16), v128.load(wish, 16), s1);
      s2 = madd(v128.load(pixel, 32), v128.load(wish, 32), s2);
      s3 = madd(v128.load(pixel, 48), v128.load(wish, 48), s3);
    }
  }
  v128.store(out, f32x4.add(v128.load(out), s0));
  v128.store(out, f32x4.add(v128.load(out, 16), s1), 16);
  v128.store(out, f32x4.add(v128.load(out, 32), s2), 32);
  v128.store(out, f32x4.add(v128.load(out, 48), s3), 48);
}

/** sum + the sum over a row's outputs of x dy, for four channels of dy from c on. */
function addRow(
  x: usize,
  dy: usize,
  step: usize,
  stepDy: usize,
  c: u32,
  M: u32,
  count: u32,
  left: u32,
  sum: v128,
): v128 {
  if (M == 1) {
    x += bytes(c);
    for (let j: u32 = 0; j < count; j++, x += step, dy += stepDy) {
      sum = madd(loadLanes(x, left, 0), loadLanes(dy, left, 0), sum);
    }
    return sum;
  }
  const x0 = bytes(c / M);
  const x1 = bytes(min(c + 1, c + left - 1) / M);
  const x2 = bytes(min(c + 2, c + left - 1) / M);
  const x3 = bytes(min(c + 3, c + left - 1) / M);
  for (let j: u32 = 0; j < count; j++, x += step, dy += stepDy) {
    let pixel = v128.load32_splat(x + x0);
    pixel = v128.load32_lane(x + x1, pixel, 1);
    pixel = v128.load32_lane(x + x2, pixel, 2);
    pixel = v128.load32_lane(x + x3, pixel, 3);
    sum = madd(pixel, loadLanes(dy, left, 0), sum);
  }
  return sum;
}

/** The first i from 0 with i stride + offset ≥ 0. */
function firstInside(offset: i32, stride: u32): u32 {
  return offset >= 0 ? 0 : (<u32>-offset + stride - 1) / stride;
}

/** The first i after which i stride + offset is not below the side. */
function endInside(offset: i32, stride: u32, side: u32): u32 {
  const room = <i32>side - offset;
  return room <= 0 ? 0 : (<u32>room + stride - 1) / stride;
}

import { bytes, VECTOR, vectorBytes } from "../bytes";
import { madd } from "../madd";
import { ARRAY, COLUMNS, INSIDE, ROWS, Sampler, WEIGHTS } from "./sampler";

/** out[j] = sum over the taps of point j of weight · image[tap]; see findTaps. out: [count, C] */
export function take(s: Sampler, image: usize, out: usize, count: u32): void {
  if (s.taps == 2 && s.C == 1 && s.W > 1) takeGray(s, image, out, count);
  else takePoints(s, image, out, count);
}

function takePoints(s: Sampler, image: usize, out: usize, count: u32): void {
  const pixel = bytes(s.C);
  const color = s.C == 3 && s.W > 1;
  let point = changetype<usize>(s);
  const end = point + bytes(count);
  while (point < end) {
    const fast = s.taps == 2 && point + VECTOR <= end && fourInside(point);
    if (fast && color) {
      v128.store(out, takeColor(image, point));
      v128.store(out, takeColor(image, point + 4), 12);
      v128.store(out, takeColor(image, point + 8), 24);
      storeColor(out + 36, takeColor(image, point + 12));
    }
    const next = min(point + VECTOR, end);
    for (; point < next; point += 4, out += pixel) {
      if (!fast) takePoint(s, image, out, point);
      else if (!color) takeChannels(s, image, out, point);
    }
  }
}

/** Whether all the pixels of four bilinear samples are inside the image. */
export function fourInside(point: usize): bool {
  return i32x4.all_true(v128.and(v128.load(point, COLUMNS + INSIDE), v128.load(point, ROWS + INSIDE)));
}

/** Any number of taps and channels. What has no weight is not looked at. */
function takePoint(s: Sampler, image: usize, out: usize, point: usize): void {
  for (let i: usize = 0; i < bytes(s.C); i += 4) store<f32>(out + i, 0);
  for (let l: u32 = 0; l < s.taps; l++) {
    const row = point + ROWS + l * ARRAY;
    if (load<f32>(row, WEIGHTS) == 0) continue;
    for (let k: u32 = 0; k < s.taps; k++) {
      const column = point + COLUMNS + k * ARRAY;
      const w = load<f32>(row, WEIGHTS) * load<f32>(column, WEIGHTS);
      if (w != 0) addScaled(image + load<u32>(row) + load<u32>(column), w, out, s.C);
    }
  }
}

/** out += w x, n floats */
export function addScaled(x: usize, w: f32, out: usize, n: u32): void {
  let i: usize = 0;
  for (; i < vectorBytes(n); i += VECTOR) {
    v128.store(out + i, madd(f32x4.splat(w), v128.load(x + i), v128.load(out + i)));
  }
  for (; i < bytes(n); i += 4) store<f32>(out + i, load<f32>(out + i) + w * load<f32>(x + i));
}

/** Bilinear, all four pixels inside. */
function takeChannels(s: Sampler, image: usize, out: usize, point: usize): void {
  const left = load<u32>(point, COLUMNS);
  const right = load<u32>(point, COLUMNS + ARRAY);
  const top = image + load<u32>(point, ROWS);
  const bottom = image + load<u32>(point, ROWS + ARRAY);
  const l = v128.load32_splat(point, COLUMNS + WEIGHTS);
  const r = v128.load32_splat(point, COLUMNS + WEIGHTS + ARRAY);
  const t = v128.load32_splat(point, ROWS + WEIGHTS);
  const b = v128.load32_splat(point, ROWS + WEIGHTS + ARRAY);
  const tl = f32x4.mul(t, l);
  const tr = f32x4.mul(t, r);
  const bl = f32x4.mul(b, l);
  const br = f32x4.mul(b, r);
  const n = bytes(s.C);
  const whole = vectorBytes(s.C);
  let i: usize = 0;
  for (; i < whole; i += VECTOR) {
    const above = madd(tr, v128.load(top + right + i), f32x4.mul(tl, v128.load(top + left + i)));
    const below = madd(br, v128.load(bottom + right + i), f32x4.mul(bl, v128.load(bottom + left + i)));
    v128.store(out + i, f32x4.add(above, below));
  }
  for (; i < n; i += 4) {
    const above = madd(tr, v128.load32_zero(top + right + i), f32x4.mul(tl, v128.load32_zero(top + left + i)));
    const below = madd(br, v128.load32_zero(bottom + right + i), f32x4.mul(bl, v128.load32_zero(bottom + left + i)));
    v128.store32_lane(out + i, f32x4.add(above, below), 0);
  }
}

/** Bilinear, three channels, all four pixels inside. The fourth lane is no channel. */
function takeColor(image: usize, point: usize): v128 {
  const left = image + load<u32>(point, COLUMNS);
  const l = v128.load32_splat(point, COLUMNS + WEIGHTS);
  const r = v128.load32_splat(point, COLUMNS + WEIGHTS + ARRAY);
  const t = v128.load32_splat(point, ROWS + WEIGHTS);
  const b = v128.load32_splat(point, ROWS + WEIGHTS + ARRAY);
  const top = left + load<u32>(point, ROWS);
  const bottom = left + load<u32>(point, ROWS + ARRAY);
  const above = madd(r, rightColor(top), f32x4.mul(l, v128.load(top)));
  const below = madd(r, rightColor(bottom), f32x4.mul(l, v128.load(bottom)));
  return madd(b, below, f32x4.mul(t, above));
}

/** The second of two neighbors of three channels. Their six floats are read as two vectors, which overlap. */
function rightColor(pixels: usize): v128 {
  const six = v128.load(pixels, 8);
  return v128.shuffle<f32>(six, six, 1, 2, 3, 3);
}

export function loadColor(pixel: usize): v128 {
  return v128.load32_lane(pixel, v128.load64_zero(pixel), 2, 8);
}

export function storeColor(pixel: usize, v: v128): void {
  v128.store64_lane(pixel, v, 0);
  v128.store32_lane(pixel, v, 2, 8);
}

/** Bilinear, one channel, at least two columns: four points at a time. */
function takeGray(s: Sampler, image: usize, out: usize, count: u32): void {
  let point = changetype<usize>(s);
  const end = out + bytes(count & ~3);
  for (; out < end; out += VECTOR, point += VECTOR) v128.store(out, gray(image, point));
  const rest = count & 3;
  if (rest == 0) return;
  const v = gray(image, point);
  v128.store32_lane(out, v, 0);
  if (rest > 1) v128.store32_lane(out, v, 1, 4);
  if (rest > 2) v128.store32_lane(out, v, 2, 8);
}

function gray(image: usize, point: usize): v128 {
  const left = v128.load(point, COLUMNS);
  const top = grayRow(image, i32x4.add(left, v128.load(point, ROWS)), point);
  const bottom = grayRow(image, i32x4.add(left, v128.load(point, ROWS + ARRAY)), point);
  const t = v128.load(point, ROWS + WEIGHTS);
  const b = v128.load(point, ROWS + WEIGHTS + ARRAY);
  return f32x4.add(weighed(t, top), weighed(b, bottom));
}

function grayRow(image: usize, offsets: v128, point: usize): v128 {
  const first = twoPairs(image, i32x4.extract_lane(offsets, 0), i32x4.extract_lane(offsets, 1));
  const second = twoPairs(image, i32x4.extract_lane(offsets, 2), i32x4.extract_lane(offsets, 3));
  const l = v128.load(point, COLUMNS + WEIGHTS);
  const r = v128.load(point, COLUMNS + WEIGHTS + ARRAY);
  const left = v128.shuffle<f32>(first, second, 0, 2, 4, 6);
  const right = v128.shuffle<f32>(first, second, 1, 3, 5, 7);
  return f32x4.add(weighed(l, left), weighed(r, right));
}

/** w v, and 0 where w is, even if v is not a number. */
export function weighed(w: v128, v: v128): v128 {
  return f32x4.mul(w, v128.and(v, f32x4.ne(w, f32x4.splat(0))));
}

/** Two neighbors at each of two places. */
export function twoPairs(image: usize, a: u32, b: u32): v128 {
  return v128.load64_lane(image + b, v128.load64_zero(image + a), 1);
}

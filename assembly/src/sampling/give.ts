import { bytes, VECTOR } from "../bytes";
import { madd } from "../madd";
import { ARRAY, COLUMNS, ROWS, Sampler, WEIGHTS } from "./sampler";
import { addScaled, fourInside, loadColor, storeColor, weighed } from "./take";

/** dImage[tap] += weight · dOut[j], for the taps of every point j; see findTaps. dOut: [count, C] */
export function give(s: Sampler, dOut: usize, dImage: usize, count: u32): void {
  if (s.taps == 2 && s.C == 1 && s.W > 1) giveGray(s, dOut, dImage, count);
  else givePoints(s, dOut, dImage, count);
}

function givePoints(s: Sampler, dOut: usize, dImage: usize, count: u32): void {
  const pixel = bytes(s.C);
  const color = s.taps == 2 && s.C == 3 && s.W > 1;
  let point = changetype<usize>(s);
  const end = point + bytes(count);
  while (point < end) {
    const fast = color && point + VECTOR <= end && fourInside(point);
    if (fast) giveColors(dOut, dImage, point);
    const next = min(point + VECTOR, end);
    for (; point < next; point += 4, dOut += pixel) {
      if (!fast) givePoint(s, dOut, dImage, point);
    }
  }
}

function givePoint(s: Sampler, dOut: usize, dImage: usize, point: usize): void {
  for (let l: u32 = 0; l < s.taps; l++) {
    const row = point + ROWS + l * ARRAY;
    if (load<f32>(row, WEIGHTS) == 0) continue;
    for (let k: u32 = 0; k < s.taps; k++) {
      const column = point + COLUMNS + k * ARRAY;
      const w = load<f32>(row, WEIGHTS) * load<f32>(column, WEIGHTS);
      if (w != 0) addScaled(dOut, w, dImage + load<u32>(row) + load<u32>(column), s.C);
    }
  }
}

/** Bilinear, three channels, four points, all of whose pixels are inside. */
function giveColors(dOut: usize, dImage: usize, point: usize): void {
  for (const end = point + VECTOR; point < end; point += 4, dOut += 12) {
    const d = loadColor(dOut);
    const l = f32x4.mul(d, v128.load32_splat(point, COLUMNS + WEIGHTS));
    const r = f32x4.mul(d, v128.load32_splat(point, COLUMNS + WEIGHTS + ARRAY));
    const left = dImage + load<u32>(point, COLUMNS);
    for (let row = point + ROWS; row <= point + ROWS + ARRAY; row += ARRAY) {
      const w = v128.load32_splat(row, WEIGHTS);
      const pixel = left + load<u32>(row);
      storeColor(pixel, madd(w, l, loadColor(pixel)));
      storeColor(pixel + 12, madd(w, r, loadColor(pixel + 12)));
    }
  }
}

/** Bilinear, one channel, at least two columns: the weights of four points at a time. */
function giveGray(s: Sampler, dOut: usize, dImage: usize, count: u32): void {
  let point = changetype<usize>(s);
  const end = dOut + bytes(count & ~3);
  for (; dOut < end; dOut += VECTOR, point += VECTOR) giveGrays(v128.load(dOut), dImage, point, 4);
  const rest = count & 3;
  if (rest == 0) return;
  let d = v128.load32_zero(dOut);
  if (rest > 1) d = v128.load32_lane(dOut, d, 1, 4);
  if (rest > 2) d = v128.load32_lane(dOut, d, 2, 8);
  giveGrays(d, dImage, point, rest);
}

function giveGrays(d: v128, dImage: usize, point: usize, count: u32): void {
  const left = v128.load(point, COLUMNS);
  const t = v128.load(point, ROWS + WEIGHTS);
  const b = v128.load(point, ROWS + WEIGHTS + ARRAY);
  giveRow(weighed(t, d), dImage, i32x4.add(left, v128.load(point, ROWS)), point, count);
  giveRow(weighed(b, d), dImage, i32x4.add(left, v128.load(point, ROWS + ARRAY)), point, count);
}

function giveRow(d: v128, dImage: usize, offsets: v128, point: usize, count: u32): void {
  const l = weighed(v128.load(point, COLUMNS + WEIGHTS), d);
  const r = weighed(v128.load(point, COLUMNS + WEIGHTS + ARRAY), d);
  giveLanes(l, dImage, offsets, count);
  giveLanes(r, dImage + 4, offsets, count);
}

/** One float at a time: two would have to wait until the two that overlap them are in memory. */
function giveLanes(d: v128, dImage: usize, offsets: v128, count: u32): void {
  addTo(dImage + i32x4.extract_lane(offsets, 0), f32x4.extract_lane(d, 0));
  if (count > 1) addTo(dImage + i32x4.extract_lane(offsets, 1), f32x4.extract_lane(d, 1));
  if (count > 2) addTo(dImage + i32x4.extract_lane(offsets, 2), f32x4.extract_lane(d, 2));
  if (count > 3) addTo(dImage + i32x4.extract_lane(offsets, 3), f32x4.extract_lane(d, 3));
}

function addTo(x: usize, d: f32): void {
  store<f32>(x, load<f32>(x) + d);
}

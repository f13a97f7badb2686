import { bytes, VECTOR } from "../bytes";
import { ARRAY, COLUMNS, ROWS, Sampler, WEIGHTS } from "./sampler";
import { addScaled, weighed } from "./take";

/** dImage[tap] += weight · dOut[j], for the taps of every point j; see findTaps. dOut: [count, C] */
export function give(s: Sampler, dOut: usize, dImage: usize, count: u32): void {
  if (s.taps == 2 && s.C == 1 && s.W > 1) giveGray(s, dOut, dImage, count);
  else givePoints(s, dOut, dImage, count);
}

function givePoints(s: Sampler, dOut: usize, dImage: usize, count: u32): void {
  const pixel = bytes(s.C);
  let point = changetype<usize>(s);
  const end = point + bytes(count);
  for (; point < end; point += 4, dOut += pixel) givePoint(s, dOut, dImage, point);
}

function givePoint(s: Sampler, dOut: usize, dImage: usize, point: usize): void {
  for (let l: u32 = 0; l < s.taps; l++) {
    const row = point + ROWS + l * ARRAY;
    for (let k: u32 = 0; k < s.taps; k++) {
      const column = point + COLUMNS + k * ARRAY;
      const w = load<f32>(row, WEIGHTS) * load<f32>(column, WEIGHTS);
      if (w != 0) addScaled(dOut, w, dImage + load<u32>(row) + load<u32>(column), s.C);
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
  const first = v128.shuffle<f32>(l, r, 0, 4, 1, 5);
  const second = v128.shuffle<f32>(l, r, 2, 6, 3, 7);
  givePair(first, dImage + i32x4.extract_lane(offsets, 0));
  if (count > 1) givePair(v128.shuffle<f32>(first, first, 2, 3, 2, 3), dImage + i32x4.extract_lane(offsets, 1));
  if (count > 2) givePair(second, dImage + i32x4.extract_lane(offsets, 2));
  if (count > 3) givePair(v128.shuffle<f32>(second, second, 2, 3, 2, 3), dImage + i32x4.extract_lane(offsets, 3));
}

/** Adds the first two lanes to two neighbors. */
function givePair(d: v128, pixels: usize): void {
  v128.store64_lane(pixels, f32x4.add(v128.load64_zero(pixels), d), 0);
}

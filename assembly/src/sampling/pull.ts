import { bytes, VECTOR, vectorBytes } from "../bytes";
import { madd, sumLanes, sumLanes4 } from "../madd";
import { ARRAY, COLUMNS, DX, DY, INSIDE, ROWS, Sampler, SLOPES, WEIGHTS } from "./sampler";
import { loadColor, twoPairs } from "./take";

/**
 * How dOut pulls at the points: writes to DX and DY the gradients for their coordinates, for every point j the sum over
 * its taps of dOut[j] · image[tap] times the derivative of the tap's weight; see findTaps. dOut: [count, C]
 */
export function pull(s: Sampler, dOut: usize, image: usize, count: u32): void {
  if (s.taps == 2 && s.C == 1 && s.W > 1) pullGray(s, dOut, image, count);
  else pullPoints(s, dOut, image, count);
}

function pullPoints(s: Sampler, dOut: usize, image: usize, count: u32): void {
  const pixel = bytes(s.C);
  const color = s.C == 3 && s.W > 1;
  let point = changetype<usize>(s);
  const end = point + bytes(count);
  for (; point < end; point += 4, dOut += pixel) {
    const inside = load<u32>(point, COLUMNS + INSIDE) & load<u32>(point, ROWS + INSIDE);
    if (s.taps != 2 || inside == 0) pullPoint(s, dOut, image, point);
    else if (color) pullColor(dOut, image, point);
    else pullChannels(s, dOut, image, point);
  }
}

function pullPoint(s: Sampler, dOut: usize, image: usize, point: usize): void {
  let dx: f32 = 0;
  let dy: f32 = 0;
  for (let l: u32 = 0; l < s.taps; l++) {
    const row = point + ROWS + l * ARRAY;
    const wRow = load<f32>(row, WEIGHTS);
    const slopeRow = load<f32>(row, SLOPES);
    if (wRow == 0 && slopeRow == 0) continue;
    for (let k: u32 = 0; k < s.taps; k++) {
      const column = point + COLUMNS + k * ARRAY;
      const w = load<f32>(column, WEIGHTS);
      const slope = load<f32>(column, SLOPES);
      if (w == 0 && slope == 0) continue;
      const d = dot(dOut, image + load<u32>(row) + load<u32>(column), s.C);
      dx += d * slope * wRow;
      dy += d * w * slopeRow;
    }
  }
  store<f32>(point, dx, DX);
  store<f32>(point, dy, DY);
}

export function dot(x: usize, y: usize, n: u32): f32 {
  let sums = f32x4.splat(0);
  let i: usize = 0;
  for (; i < vectorBytes(n); i += VECTOR) sums = madd(v128.load(x + i), v128.load(y + i), sums);
  let sum = sumLanes(sums);
  for (; i < bytes(n); i += 4) sum += load<f32>(x + i) * load<f32>(y + i);
  return sum;
}

/** Bilinear, all four pixels inside. */
function pullChannels(s: Sampler, dOut: usize, image: usize, point: usize): void {
  const left = load<u32>(point, COLUMNS);
  const right = load<u32>(point, COLUMNS + ARRAY);
  const top = image + load<u32>(point, ROWS);
  const bottom = image + load<u32>(point, ROWS + ARRAY);
  let tl = f32x4.splat(0);
  let tr = tl;
  let bl = tl;
  let br = tl;
  let i: usize = 0;
  for (; i < vectorBytes(s.C); i += VECTOR) {
    const d = v128.load(dOut + i);
    tl = madd(d, v128.load(top + left + i), tl);
    tr = madd(d, v128.load(top + right + i), tr);
    bl = madd(d, v128.load(bottom + left + i), bl);
    br = madd(d, v128.load(bottom + right + i), br);
  }
  for (; i < bytes(s.C); i += 4) {
    const d = v128.load32_zero(dOut + i);
    tl = madd(d, v128.load32_zero(top + left + i), tl);
    tr = madd(d, v128.load32_zero(top + right + i), tr);
    bl = madd(d, v128.load32_zero(bottom + left + i), bl);
    br = madd(d, v128.load32_zero(bottom + right + i), br);
  }
  storePull(point, sumLanes4(tl, tr, bl, br));
}

/** Bilinear, three channels, all four pixels inside. */
function pullColor(dOut: usize, image: usize, point: usize): void {
  const left = image + load<u32>(point, COLUMNS);
  const top = left + load<u32>(point, ROWS);
  const bottom = left + load<u32>(point, ROWS + ARRAY);
  const d = loadColor(dOut);
  const tl = f32x4.mul(d, loadColor(top));
  const tr = f32x4.mul(d, loadColor(top + 12));
  const bl = f32x4.mul(d, loadColor(bottom));
  const br = f32x4.mul(d, loadColor(bottom + 12));
  storePull(point, sumLanes4(tl, tr, bl, br));
}

/** From the products of dOut with the pixels top left, top right, bottom left, bottom right. */
function storePull(point: usize, dots: v128): void {
  const tl = f32x4.extract_lane(dots, 0);
  const tr = f32x4.extract_lane(dots, 1);
  const bl = f32x4.extract_lane(dots, 2);
  const br = f32x4.extract_lane(dots, 3);
  const l = load<f32>(point, COLUMNS + WEIGHTS);
  const r = load<f32>(point, COLUMNS + WEIGHTS + ARRAY);
  const t = load<f32>(point, ROWS + WEIGHTS);
  const b = load<f32>(point, ROWS + WEIGHTS + ARRAY);
  const left = load<f32>(point, COLUMNS + SLOPES) * (t * tl + b * bl);
  const right = load<f32>(point, COLUMNS + SLOPES + ARRAY) * (t * tr + b * br);
  const top = load<f32>(point, ROWS + SLOPES) * (l * tl + r * tr);
  const bottom = load<f32>(point, ROWS + SLOPES + ARRAY) * (l * bl + r * br);
  store<f32>(point, left + right, DX);
  store<f32>(point, top + bottom, DY);
}

/** Bilinear, one channel, at least two columns: four points at a time. */
function pullGray(s: Sampler, dOut: usize, image: usize, count: u32): void {
  let point = changetype<usize>(s);
  const end = dOut + bytes(count & ~3);
  for (; dOut < end; dOut += VECTOR, point += VECTOR) pullGrays(v128.load(dOut), image, point);
  const rest = count & 3;
  if (rest == 0) return;
  let d = v128.load32_zero(dOut);
  if (rest > 1) d = v128.load32_lane(dOut, d, 1, 4);
  if (rest > 2) d = v128.load32_lane(dOut, d, 2, 8);
  pullGrays(d, image, point);
}

function pullGrays(d: v128, image: usize, point: usize): void {
  v128.store(point, f32x4.splat(0), DX);
  v128.store(point, f32x4.splat(0), DY);
  pullRow(d, image, point, point + ROWS);
  pullRow(d, image, point, point + ROWS + ARRAY);
}

/** Of the two rows that four points lie between, adds what one has to their gradients. */
function pullRow(d: v128, image: usize, point: usize, row: usize): void {
  const left = point + COLUMNS;
  const right = left + ARRAY;
  const offsets = i32x4.add(v128.load(left), v128.load(row));
  const first = twoPairs(image, i32x4.extract_lane(offsets, 0), i32x4.extract_lane(offsets, 1));
  const second = twoPairs(image, i32x4.extract_lane(offsets, 2), i32x4.extract_lane(offsets, 3));
  const inRow = live(row);
  const u = v128.and(v128.shuffle<f32>(first, second, 0, 2, 4, 6), v128.and(inRow, live(left)));
  const v = v128.and(v128.shuffle<f32>(first, second, 1, 3, 5, 7), v128.and(inRow, live(right)));
  const slope = madd(v128.load(right, SLOPES), v, f32x4.mul(v128.load(left, SLOPES), u));
  const value = madd(v128.load(right, WEIGHTS), v, f32x4.mul(v128.load(left, WEIGHTS), u));
  const w = f32x4.mul(v128.load(row, WEIGHTS), d);
  const wSlope = f32x4.mul(v128.load(row, SLOPES), d);
  v128.store(point, madd(w, slope, v128.load(point, DX)), DX);
  v128.store(point, madd(wSlope, value, v128.load(point, DY)), DY);
}

/** Where a tap counts: all bits set, else none. */
function live(tap: usize): v128 {
  return f32x4.ne(v128.or(v128.load(tap, WEIGHTS), v128.load(tap, SLOPES)), f32x4.splat(0));
}

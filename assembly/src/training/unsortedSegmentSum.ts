import { bytes, VECTOR } from "../bytes";

/**
 * out[s] = sum of the rows x[n] with segmentIds[n] = s; rows of any other segment are dropped
 *
 * x: [N, inner]    segmentIds: int32 [N]    out: [S, inner]
 */
export function unsortedSegmentSum(x: usize, segmentIds: usize, out: usize, N: u32, inner: u32, S: u32): void {
  const row = bytes(inner);
  memory.fill(out, 0, S * row);
  for (let n: u32 = 0; n < N; n++, segmentIds += 4, x += row) {
    const segment = load<u32>(segmentIds); // a negative one is a large one
    if (segment < S) addRow(x, out + segment * row, row);
  }
}

function addRow(x: usize, out: usize, row: usize): void {
  let i: usize = 0;
  for (; i + VECTOR <= row; i += VECTOR) v128.store(out + i, f32x4.add(v128.load(out + i), v128.load(x + i)));
  for (; i < row; i += 4) store<f32>(out + i, load<f32>(out + i) + load<f32>(x + i));
}

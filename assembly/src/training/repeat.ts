import { bytes, VECTOR, vectorBytes } from "../bytes";

/**
 * out[b,t,i] = x[b,i]: each block of n numbers, `times` times after itself
 *
 * x: [blocks, n]    out: [blocks, times, n]
 */
export function repeatBlocks(x: usize, out: usize, blocks: u32, times: u32, n: u32): void {
  if (n == 1) {
    for (let b: u32 = 0; b < blocks; b++, x += 4) {
      const value = load<f32>(x);
      const lanes = f32x4.splat(value);
      let i: usize = 0;
      for (; i < vectorBytes(times); i += VECTOR) v128.store(out + i, lanes);
      for (; i < bytes(times); i += 4) store<f32>(out + i, value);
      out += bytes(times);
    }
    return;
  }
  const size = bytes(n);
  const whole = size * times;
  for (let b: u32 = 0; b < blocks; b++, x += size, out += whole) {
    memory.copy(out, x, size);
    // what is there already is copied behind itself: twice as much each time
    for (let done = size; done < whole; done *= 2) memory.copy(out + done, out, min(done, whole - done));
  }
}

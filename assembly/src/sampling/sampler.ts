// Where a sampling kernel keeps what it knows of the points it is at: in the scratch its caller gives it.

/** Points sampled at once. What is kept of them stays in the first-level cache. */
export const CHUNK: u32 = 128;
/** Bytes of an array that has a number for each of these points. */
export const ARRAY: usize = 512;

/** What is the same for every point of a call. */
@unmanaged
export class Sampler {
  H: u32;
  W: u32;
  C: u32;
  /** Pixels along each axis that a sample takes from: 1 nearest, 2 bilinear, 4 bicubic. */
  taps: u32;
  /** 0 zeros, 1 border, 2 reflection. */
  padding: u32;
  alignCorners: u32;
}

// From the address of the sampler: the points' coordinates, then of each axis its taps, then gradients.
export const X: usize = 64;
export const Y: usize = X + ARRAY;
export const COLUMNS: usize = Y + ARRAY;
export const ROWS: usize = COLUMNS + 13 * ARRAY;
export const DX: usize = ROWS + 13 * ARRAY;
export const DY: usize = DX + ARRAY;
export const END: usize = DY + ARRAY;

// From the start of an axis: an array for each tap.
/** Bytes from the image's first pixel; always inside the image. */
export const OFFSETS: usize = 0;
/** Bilinear alone, which has no third tap: all bits set where both taps are inside the image, else none. */
export const INSIDE: usize = 2 * ARRAY;
/** Zero for a tap outside the image. */
export const WEIGHTS: usize = 4 * ARRAY;
/** The weights' derivatives for the coordinate; zero for a tap outside the image. */
export const SLOPES: usize = 8 * ARRAY;
/** The derivative of the position in pixels for the coordinate. */
export const SCALES: usize = 12 * ARRAY;

/** Floats of scratch that the kernels for sampling need. */
export function samplingScratch(): u32 {
  return END >> 2;
}

export function sampler(scratch: usize, H: u32, W: u32, C: u32, taps: u32, padding: u32, alignCorners: u32): Sampler {
  const s = changetype<Sampler>(scratch);
  s.H = H;
  s.W = W;
  s.C = C;
  s.taps = taps;
  s.padding = padding;
  s.alignCorners = alignCorners;
  return s;
}

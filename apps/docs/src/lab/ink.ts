// Images of ink and ground as a few numbers, so that what was drawn by hand fits into an address.

/** Pixels of a number: its bits, the first pixel the lowest one. */
const PIXELS = 14;

/** Pixels from ½ on are ink. */
export const packInk = (pixels: ArrayLike<number>): number[] =>
  Array.from({ length: Math.ceil(pixels.length / PIXELS) }, (_, i) => {
    let bits = 0;
    for (let k = 0; k < PIXELS; k++) if ((pixels[i * PIXELS + k] ?? 0) >= 0.5) bits += 2 ** k;
    return bits;
  });

/** The pixels, 0 or 1. */
export const unpackInk = (packed: readonly number[]): number[] =>
  packed.flatMap((bits) => Array.from({ length: PIXELS }, (_, k) => (bits >> k) & 1));

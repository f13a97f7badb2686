// What the tests of sameness across runtimes compare; not part of the package.
import { digits } from "./digits/digits";
import { distort } from "./distortions/distortion";
import { distortions } from "./distortions/distortions";
import { batches } from "./sets/batches";
import { split } from "./sets/split";

/** A hash of everything that a seed decides. */
export function fingerprints(): Record<string, string> {
  const set = digits({ count: 200, seed: 1 });
  const distorted = Object.entries(distortions).map(([name, make]) => [name, fnv1a(distort(set, make(), 1).images)]);
  const { batch } = batches(set, { batchSize: 32, seed: 1, distortion: distortions.RTS() });
  return {
    digits: fnv1a(set.images),
    "digits of 64 pixels": fnv1a(digits({ count: 20, seed: 2 ** 40, size: 64 }).images),
    ...Object.fromEntries(distorted),
    "batch 17": fnv1a(batch(17).images),
    split: fnv1a(Float32Array.from(split(set, { valid: 50, seed: 1 }).train.labels)),
  };
}

/** FNV-1a over the float32 bits, the low byte first. */
function fnv1a(values: Float32Array): string {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let hash = 0x811c9dc5;
  for (const word of bits) {
    for (let shift = 0; shift < 32; shift += 8) hash = Math.imul(hash ^ ((word >>> shift) & 255), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

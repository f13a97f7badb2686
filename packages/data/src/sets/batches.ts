import { ConfigError, checkedCount, checkedOptions, flag } from "@attn/core";
import { permutation, seeded } from "@attn/core/random";
import { checkDistortion, type Distortion, distortSome } from "../distortions/distortion";
import { checkedSet, type ImageSet, select } from "./imageSet";
import { checkedSeed } from "./seed";

export interface BatchesOptions {
  batchSize: number;
  /** A whole number; 0 by default. */
  seed?: number;
  /** A new order every epoch (the default), or the set's order. */
  shuffle?: boolean;
  /** Distorts each example anew every epoch. */
  distortion?: Distortion;
}

const names = ["batchSize", "seed", "shuffle", "distortion"] as const;

/** Batches without end, by number. */
export interface Batches {
  /** How many batches until every example has been seen; a rest too small for a batch is left out. */
  stepsPerEpoch: number;
  /** Batch `step`, from 0: depends on the set, the options and `step` alone, so that training resumes where it was. */
  batch(step: number): ImageSet;
}

/**
 * Training batches: epoch after epoch, each in an order of its own.
 *
 * @throws ConfigError for an unknown option, or if batchSize is not a whole number from 1 to the set's size
 */
export function batches(set: ImageSet, options: BatchesOptions): Batches {
  const { size } = checkedSet("batches", set);
  const { batchSize, distortion, ...rest } = checkedOptions("batches", options, names);
  const seed = checkedSeed("batches", rest.seed);
  const shuffle = flag("batches", "shuffle", rest.shuffle, true);
  if (distortion !== undefined) checkDistortion("batches", distortion);
  checkedCount("batches", "batchSize", batchSize, 1);
  if (batchSize > size)
    throw new ConfigError(`batches: batchSize must be at most the set's size ${size}, got ${batchSize}`);
  const stepsPerEpoch = Math.floor(size / batchSize);
  const orderOf = lastKept((epoch) => permutation(size, seeded(seed, ORDER, epoch)));

  function batch(step: number): ImageSet {
    checkedCount("batch", "step", step);
    const epoch = Math.floor(step / stepsPerEpoch);
    const first = (step % stepsPerEpoch) * batchSize;
    const indices = Array.from({ length: batchSize }, (_, k) => (shuffle ? orderOf(epoch)[first + k]! : first + k));
    if (!distortion) return select(set, indices);
    return distortSome("batch", set, indices, distortion, (i) => seeded(seed, DISTORTION, epoch, i));
  }
  return { stepsPerEpoch, batch };
}

/** The set in its order, in parts of `batchSize` and a smaller last one; for measuring. @throws ConfigError for another batchSize */
export function chunks(set: ImageSet, batchSize: number): Generator<ImageSet> {
  checkedCount("chunks", "batchSize", batchSize, 1);
  return chunksOf(checkedSet("chunks", set), batchSize);
}

function* chunksOf({ size, images, labels, height, width }: ImageSet, batchSize: number): Generator<ImageSet> {
  for (let from = 0; from < size; from += batchSize) {
    const to = Math.min(size, from + batchSize);
    const pixels = images.subarray(from * height * width, to * height * width);
    yield { images: pixels, labels: labels.subarray(from, to), size: to - from, height, width };
  }
}

// What the second number of a stream's key says it is for.
const ORDER = 1;
const DISTORTION = 2;

/** Remembers the last result: consecutive batches need the same order. */
function lastKept<T>(make: (key: number) => T): (key: number) => T {
  let kept: { key: number; value: T } | undefined;
  return (key) => {
    if (kept?.key !== key) kept = { key, value: make(key) };
    return kept.value;
  };
}

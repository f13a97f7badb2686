import { ConfigError, checkedCount, checkedOptions, flag, oneOf, shown } from "@attn/core";

/** What the last canvas says of a pixel: `likelihood.ts` has the formulas. */
export type Likelihood = "bernoulli" | "continuous-bernoulli";

export interface DrawOptions {
  /** Height, width and channels of the images. */
  imageSize: readonly [H: number, W: number, C: number];
  /** How many times it looks and writes, from 1 to 65,536. */
  steps: number;
  /** Side of the patch that it reads, N × N; 5 by default, and without a meaning without attention. */
  readSize?: number;
  /** Side of the patch that it writes, N × N; 5 by default, and without a meaning without attention. */
  writeSize?: number;
  /** Numbers in a step's latent variable z. */
  latentSize: number;
  /** Units of the encoder's LSTM. */
  encoderUnits: number;
  /** Units of the decoder's LSTM. */
  decoderUnits: number;
  /** Whether it reads and writes patches, or whole images; true by default. */
  attention?: boolean;
  /** How many classes its images are of, if it is told them; 0 by default: it is not. */
  classes?: number;
  /** `"bernoulli"` by default: pixels are 0 or 1, or probabilities between. */
  likelihood?: Likelihood;
  /** What the first pixel's place is called: 1 as in the paper, or 0 as many other implementations read it; 1 by default. */
  pixelOrigin?: 0 | 1;
  /** The least that a row of the filters is divided by; 0 by default, so that every row has the sum 1. Others have 1e-8. */
  epsilon?: number;
  /** Of the first weights, a whole number; 0 by default. */
  seed?: number;
}

/** Options that were checked, with the defaults in place; plain JSON. */
export type DrawConfig = Required<DrawOptions>;

const names = [
  "imageSize",
  "steps",
  "readSize",
  "writeSize",
  "latentSize",
  "encoderUnits",
  "decoderUnits",
  "attention",
  "classes",
  "likelihood",
  "pixelOrigin",
  "epsilon",
  "seed",
] as const;

/** @throws ConfigError that names the option */
export function checkedConfig(who: string, options: DrawOptions): DrawConfig {
  checkedOptions(who, options, names);
  const { readSize = 5, writeSize = 5, classes = 0, seed = 0 } = options;
  const count = (name: string, value: number) => checkedCount(who, name, value, 1);
  return {
    imageSize: checkedImageSize(who, options.imageSize),
    steps: checkedSteps(who, options.steps),
    readSize: count("readSize", readSize),
    writeSize: count("writeSize", writeSize),
    latentSize: count("latentSize", options.latentSize),
    encoderUnits: count("encoderUnits", options.encoderUnits),
    decoderUnits: count("decoderUnits", options.decoderUnits),
    attention: flag(who, "attention", options.attention, true),
    classes: checkedCount(who, "classes", classes, 0),
    likelihood: oneOf(who, "likelihood", options.likelihood, ["bernoulli", "continuous-bernoulli"], "bernoulli"),
    pixelOrigin: checkedOrigin(who, options.pixelOrigin),
    epsilon: checkedEpsilon(who, options.epsilon),
    seed: checkedSeed(who, seed),
  };
}

/** No weight is bound to the number of steps: without a limit, a file could ask for days of drawing. */
const MOST_STEPS = 65_536;

function checkedSteps(who: string, steps: number): number {
  if (Number.isSafeInteger(steps) && steps >= 1 && steps <= MOST_STEPS) return steps;
  throw new ConfigError(`${who}: steps must be a whole number from 1 to ${MOST_STEPS}, got ${shown(steps)}`);
}

/** @throws ConfigError unless it is three whole numbers from 1 */
export function checkedImageSize(who: string, size: unknown): [number, number, number] {
  const right = Array.isArray(size) && size.length === 3 && size.every((n) => Number.isSafeInteger(n) && n >= 1);
  if (!right) throw new ConfigError(`${who}: imageSize must be [H, W, C], whole numbers from 1, got ${shown(size)}`);
  return [...size] as [number, number, number];
}

/** @throws ConfigError unless it is 0, 1 or left out */
export function checkedOrigin(who: string, origin: unknown): 0 | 1 {
  if (origin === undefined || origin === 0 || origin === 1) return origin ?? 1;
  throw new ConfigError(`${who}: pixelOrigin must be 0 or 1, got ${shown(origin)}`);
}

/** @throws ConfigError unless it is a number from 0, or left out */
function checkedEpsilon(who: string, epsilon: unknown = 0): number {
  if (Number.isFinite(epsilon) && (epsilon as number) >= 0) return epsilon as number;
  throw new ConfigError(`${who}: epsilon must be a number from 0, got ${shown(epsilon)}`);
}

/** @throws ConfigError unless it is a whole number */
export function checkedSeed(who: string, seed: unknown): number {
  if (Number.isSafeInteger(seed)) return seed as number;
  throw new ConfigError(`${who}: seed must be a whole number, got ${shown(seed)}`);
}

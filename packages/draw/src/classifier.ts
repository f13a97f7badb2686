import { type AttentionWindow, checkedCount, checkedOptions, dims, flag, ShapeError } from "@attn/core";
import { hasKernels } from "@attn/core/kernels";
import { loadModel, type SaveOptions, saveModel } from "@attn/core/models";
import type { Scalar, Tensor, Variable } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { cellOf, linear, look, lstm, windowOf } from "./cell";
import { checkedLabels, type Labels } from "./labels";
import { checkedImageSize, checkedOrigin, checkedSeed } from "./options";
import type { Call } from "./plan.wasm";
import { glimpseWasm } from "./sequence.wasm";
import { type Sizes, WINDOW } from "./sizes";
import { tapeWindows } from "./tapeTrace";
import { stackedWindows } from "./trace";
import { type DrawWeights, variables } from "./weights";

export interface DrawClassifierOptions {
  /** Height, width and channels of the images. */
  imageSize: readonly [H: number, W: number, C: number];
  /** How many times it looks. */
  glimpses: number;
  /** Side of the patch that it reads, N × N; 12 by default, as in the paper. */
  readSize?: number;
  /** Units of the LSTM; 256 by default. */
  units?: number;
  classes: number;
  /** What the first pixel's place is called: 1 as in the paper, or 0; 1 by default. */
  pixelOrigin?: 0 | 1;
  /** Of the first weights, a whole number; 0 by default. */
  seed?: number;
}

/** Options that were checked, with the defaults in place; plain JSON. */
export type DrawClassifierConfig = Required<DrawClassifierOptions>;

export interface Classified {
  /** `[B, classes]` */
  logits: Tensor;
  /** Where each glimpse looked: every number of a window `[T, B]`. */
  windows?: AttentionWindow;
}

/**
 * The reader of DRAW as a classifier (§4.1): an LSTM that looks at an image through a window, chooses the next window by what it saw, and
 * says after some glimpses what it is.
 *
 * It has weights and never changes.
 */
export class DrawClassifier {
  /** The options with their defaults; plain JSON. */
  readonly config: DrawClassifierConfig;
  /**
   * By name: `readWindow.kernel` (columns: g̃X, g̃Y, log σ², log δ̃, log γ), `encoder.kernel` (rows: what is read, the last h; columns: the
   * gates i, f, g, o), `output.kernel`, their `.bias`, and `initial.encoder`, the first h and c.
   */
  readonly weights: Readonly<Record<string, Variable>>;

  /** @throws ConfigError for an unknown option, or one out of its range */
  constructor(options: DrawClassifierOptions) {
    this.config = checkedConfig("DrawClassifier", options);
    this.weights = variables("DrawClassifier", weightShapes(this.config), this.config.seed);
  }

  /**
   * What the images are.
   *
   * @param x `[B, H, W, C]`
   * @param options `trace`: whether the result tells where each glimpse looked; false by default
   * @throws ShapeError if x has not the shape that it must have
   * @throws ConfigError for an unknown option
   */
  run(x: Tensor, options: { trace?: boolean } = {}): Classified {
    const { trace } = checkedOptions("run", options, ["trace"]);
    const traced = flag("run", "trace", trace, false);
    this.#check("run", x);
    return tf.tidy(() => classifyWith(this.config, this.weights, x, { trace: traced }) as never) as Classified;
  }

  /**
   * The cross-entropy of the logits, the mean over the batch, in nats.
   *
   * @param x `[B, H, W, C]`
   * @throws ShapeError or ConfigError if x or the labels are not what they must be
   */
  loss(x: Tensor, labels: Labels): Scalar {
    this.#check("loss", x);
    return tf.tidy(() => {
      const oneHot = checkedLabels("loss", labels, x.shape[0]!, this.config.classes)!;
      const { logits } = classifyWith(this.config, this.weights, x);
      return tf.neg(tf.mean(tf.sum(tf.mul(oneHot, tf.logSoftmax(logits)), 1))) as Scalar;
    });
  }

  /** The weights and the configuration as a safetensors file. @throws ConfigError for an unknown option */
  save(options: SaveOptions = {}): Uint8Array {
    return saveModel("DrawClassifier", this.config, this, options);
  }

  /**
   * A classifier from what `save` gave.
   *
   * @throws FormatError if the bytes are not such a file
   * @throws ConfigError if its configuration is not one
   * @throws ShapeError if its weights are not those of its configuration
   */
  static load(bytes: Uint8Array): DrawClassifier {
    return loadModel("DrawClassifier", bytes, {
      check: (config) => checkedConfig("load", config as DrawClassifierOptions),
      shapes: weightShapes,
      make: (config) => new DrawClassifier(config),
    });
  }

  /** Frees the weights. */
  dispose(): void {
    tf.dispose(Object.values(this.weights));
  }

  #check(who: string, x: Tensor): void {
    const [H, W, C] = this.config.imageSize;
    const { B } = dims(who, { x: [x, `B ${H} ${W} ${C}`] });
    if (B === 0) throw new ShapeError(`${who}: x must have B from 1, got [${x.shape.join(", ")}]`);
  }
}

function checkedConfig(who: string, options: DrawClassifierOptions): DrawClassifierConfig {
  const names = ["imageSize", "glimpses", "readSize", "units", "classes", "pixelOrigin", "seed"] as const;
  const {
    imageSize,
    glimpses,
    readSize = 12,
    units = 256,
    classes,
    pixelOrigin,
    seed = 0,
  } = checkedOptions(who, options, names);
  const count = (name: string, value: number) => checkedCount(who, name, value, 1);
  return {
    imageSize: checkedImageSize(who, imageSize),
    glimpses: count("glimpses", glimpses),
    readSize: count("readSize", readSize),
    units: count("units", units),
    classes: count("classes", classes),
    pixelOrigin: checkedOrigin(who, pixelOrigin),
    seed: checkedSeed(who, seed),
  };
}

function weightShapes({ imageSize, readSize, units, classes }: DrawClassifierConfig): Record<string, number[]> {
  const seen = readSize * readSize * imageSize[2];
  return {
    "readWindow.kernel": [units, WINDOW],
    "readWindow.bias": [WINDOW],
    "encoder.kernel": [seen + units, 4 * units],
    "encoder.bias": [4 * units],
    "output.kernel": [units, classes],
    "output.bias": [classes],
    "initial.encoder": [2, units],
  };
}

/**
 * What is run, without any check; the gradient reaches the weights and the images.
 *
 * @param options `scan`: step by step also where there are kernels, as their reference
 */
export function classifyWith(
  config: DrawClassifierConfig,
  weights: DrawWeights,
  x: Tensor,
  { trace = false, scan = false }: { trace?: boolean; scan?: boolean } = {},
): Classified {
  const first = tf.expandDims(weights["initial.encoder"]!, 0);
  if (hasKernels() && !scan) {
    const { encoder, call, tape, windowsAt } = glimpseWasm(glimpseSizes(config), weights, x, first, config.glimpses);
    const logits = linear(weights, "output", cellOf(encoder)[0]);
    return { logits, ...(trace && { windows: tapeWindows(call, tape, windowsAt, config.readSize)! }) };
  }
  return scanGlimpses(config, weights, x, first, trace);
}

function scanGlimpses(
  config: DrawClassifierConfig,
  weights: DrawWeights,
  x: Tensor,
  first: Tensor,
  trace: boolean,
): Classified {
  const { imageSize, readSize, glimpses } = config;
  let state = tf.tile(first, [x.shape[0]!, 1, 1]);
  const windows: AttentionWindow[] = [];
  for (let t = 0; t < glimpses; t++) {
    const window = windowOf(weights, "readWindow", cellOf(state)[0], imageSize, readSize);
    windows.push(window);
    state = lstm(weights, "encoder", [look({ ...config, attention: true, epsilon: 0 }, [x], window)], state);
  }
  return { logits: linear(weights, "output", cellOf(state)[0]), ...(trace && { windows: stackedWindows(windows)! }) };
}

function glimpseSizes({
  imageSize,
  readSize,
  units,
  pixelOrigin,
}: DrawClassifierConfig): Sizes & Pick<Call, "origin" | "epsilon"> {
  const [H, W, C] = imageSize;
  return {
    ...{ H, W, C, pixels: H * W * C, Z: 0, E: units, D: 0, K: 0 },
    ...{ readSize, writeSize: 0, seen: readSize * readSize * C, written: 0, images: 1, origin: pixelOrigin },
    epsilon: 0,
  };
}

import { type AttentionWindow, ConfigError, checkedCount, checkedOptions, dims, ShapeError, shown } from "@attn/core";
import { hasKernels } from "@attn/core/kernels";
import { loadModel, type SaveOptions, saveModel } from "@attn/core/models";
import type { Scalar, Tensor, Variable } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { checkedLabels, type Labels } from "./labels";
import { imageCost, meanImage } from "./likelihood";
import { noiseOf } from "./noise";
import { checkedConfig, checkedSeed, type DrawConfig, type DrawOptions } from "./options";
import { type DrawInputs, type DrawResult, runDraw, runGenerate } from "./sequence";
import { recomputingWasm } from "./sequence.wasm";
import { firstState } from "./state";
import type { DrawTrace } from "./trace";
import { makeWeights, weightShapes } from "./weights";

export interface EncodeOptions {
  /** ε of each step, `[T, B, Z]`; by default new standard normal numbers. */
  noise?: Tensor;
  /** Of the noise, a whole number; by default the noise is another at each call. */
  seed?: number;
  /** Of a model with classes. */
  labels?: Labels;
}

export interface ElboOptions extends EncodeOptions {
  /**
   * Keeps for the gradient only what passes between pieces of so many steps, and runs each piece again for it: less memory for a third as
   * much time again. `true` takes the root of the number of steps; false by default. On the kernels alone.
   */
  recompute?: boolean | number;
}

export interface Elbo {
  /** What is minimized, in nats: `reconstruction` and all of `kl`. The mean over the batch, as the others. */
  loss: Scalar;
  /** −log p(x | z) of the last canvas, in nats. */
  reconstruction: Scalar;
  /** Of each step's z from its prior, in nats, `[T]`. */
  kl: Tensor;
}

/** An image as the model drew it, and how: see `DrawTrace`. */
export interface Reconstruction extends DrawTrace {
  /** The mean of what the last canvas says, `[B, H, W, C]`. */
  images: Tensor;
  /** Of each step's z from its prior, in nats, `[T, B]`. */
  kl: Tensor;
}

export interface GenerateOptions {
  /** Of z, a whole number; by default z is another at each call. */
  seed?: number;
  /** What z is multiplied with, from 0 to a million; 1 by default. Below 1 images are more alike. */
  temperature?: number;
  /** In place of random numbers, `[T, n, Z]`. */
  z?: Tensor;
  /** Of a model with classes. */
  labels?: Labels;
}

export interface Generated {
  /** The mean of what the last canvas says, `[n, H, W, C]`. */
  images: Tensor;
  /** Logits after each step, `[T, n, H, W, C]`. */
  canvases: Tensor;
  /** Where each step wrote: every number of a window `[T, n]`. None without attention. */
  writeWindows?: AttentionWindow;
}

export interface LogLikelihoodOptions {
  /** How often z is drawn for each image; 10 by default. More come closer to log p(x), from below. */
  samples?: number;
  /** Of the noise, a whole number; 0 by default. */
  seed?: number;
  /** Of a model with classes. */
  labels?: Labels;
}

/**
 * DRAW: a recurrent autoencoder that draws an image step by step, and reads and writes it through windows of attention
 * (Gregor, Danihelka, Graves, Rezende & Wierstra 2015).
 *
 * It has weights and never changes.
 */
export class Draw {
  /** The options with their defaults; plain JSON. */
  readonly config: DrawConfig;
  /**
   * By name: `encoder.kernel` (rows: what is read of the image and of what is missing of it, the decoder's last h, the class, the last h;
   * columns: the gates i, f, g, o), `latent.kernel` (columns: μ, log σ), `decoder.kernel` (rows: z, the class, the last h),
   * `patch.kernel`, with attention `readWindow.kernel` and `writeWindow.kernel` (columns: g̃X, g̃Y, log σ², log δ̃, log γ), their `.bias`,
   * and what images begin with: `initial.canvas` (logits), `initial.encoder` and `initial.decoder` (h and c).
   */
  readonly weights: Readonly<Record<string, Variable>>;

  /**
   * Kernels are uniform within ± 1 / √(fan in), biases and the first state 0, the biases of the forget gates 1.
   *
   * @throws ConfigError for an unknown option, or one out of its range
   */
  constructor(options: DrawOptions) {
    this.config = checkedConfig("Draw", options);
    this.weights = makeWeights(this.config);
  }

  /**
   * The variational bound on −log p(x) (eqs. 9 to 12), with one sample of z: what training minimizes.
   *
   * @param x `[B, H, W, C]`, from 0 to 1
   * @throws ShapeError if x, the noise or the labels have not the shape that they must have
   * @throws ConfigError for an unknown option, or one out of its range
   */
  elbo(x: Tensor, options: ElboOptions = {}): Elbo {
    const { recompute, ...rest } = checkedOptions("elbo", options, ["noise", "seed", "labels", "recompute"]);
    this.#check("elbo", x);
    const steps = checkedPiece(recompute, this.config.steps);
    return inTidy(() => {
      const inputs = this.#inputs("elbo", x, rest);
      const { state, kl } =
        steps === undefined || !hasKernels()
          ? runDraw(this.config, this.weights, inputs)
          : recomputingWasm(this.config, this.weights, inputs, steps);
      const reconstruction = tf.mean(imageCost(this.config.likelihood, state.canvas, x)) as Scalar;
      const klOfSteps = tf.mean(kl, 1);
      return { loss: tf.add(reconstruction, tf.sum(klOfSteps)), reconstruction, kl: klOfSteps };
    });
  }

  /**
   * Images as the model draws them after it has seen them, and each step of it; dispose them.
   *
   * @param x `[B, H, W, C]`, from 0 to 1
   * @throws ShapeError if x, the noise or the labels have not the shape that they must have
   * @throws ConfigError for an unknown option
   */
  reconstruct(x: Tensor, options: EncodeOptions = {}): Reconstruction {
    const given = checkedOptions("reconstruct", options, ["noise", "seed", "labels"]);
    this.#check("reconstruct", x);
    return inTidy(() => {
      const { state, kl, trace } = runDraw(this.config, this.weights, this.#inputs("reconstruct", x, given), true);
      return { images: meanImage(this.config.likelihood, state.canvas), kl, ...trace! };
    });
  }

  /**
   * New images, and each step of drawing them; dispose them.
   *
   * @param n how many
   * @throws ShapeError if z or the labels have not the shape that they must have
   * @throws ConfigError for an unknown option, or one out of its range
   */
  generate(n: number, options: GenerateOptions = {}): Generated {
    checkedCount("generate", "n", n, 1);
    const {
      seed,
      temperature = 1,
      ...given
    } = checkedOptions("generate", options, ["seed", "temperature", "z", "labels"]);
    if (!(Number.isFinite(temperature) && temperature >= 0 && temperature <= 1e6)) {
      throw new ConfigError(`generate: temperature must be a number from 0 to 1000000, got ${shown(temperature)}`);
    }
    const { steps, latentSize, likelihood, classes } = this.config;
    return inTidy(() => {
      const labels = checkedLabels("generate", given.labels, n, classes);
      const noise = noiseOf("generate", "z", given.z, [steps, n, latentSize], seed);
      const z = temperature === 1 ? noise : tf.mul(noise, temperature);
      const inputs = { z, state: firstState(this.weights), ...(labels && { labels }) };
      const { canvas, canvases, writeWindows } = runGenerate(this.config, this.weights, inputs, true);
      const images = meanImage(likelihood, canvas);
      return { images, canvases: canvases!, ...(writeWindows && { writeWindows }) };
    });
  }

  /**
   * The importance-weighted bound on log p(x) of each image (Burda, Grosse & Salakhutdinov 2016), `[B]`, in nats:
   * log of the mean of p(x, z) / q(z | x). With one sample it is −`elbo` on average.
   *
   * @param x `[B, H, W, C]`, from 0 to 1
   * @throws ShapeError if x or the labels have not the shape that they must have
   * @throws ConfigError for an unknown option, or one out of its range
   */
  logLikelihood(x: Tensor, options: LogLikelihoodOptions = {}): Tensor {
    const { samples = 10, seed = 0, labels } = checkedOptions("logLikelihood", options, ["samples", "seed", "labels"]);
    checkedCount("logLikelihood", "samples", samples, 1);
    checkedSeed("logLikelihood", seed);
    this.#check("logLikelihood", x);
    return tf.tidy(() => {
      const all = Array.from({ length: samples }, (_, i) =>
        tf.tidy(() =>
          this.#logWeight(
            this.#inputs("logLikelihood", x, {
              ...(labels && { labels }),
              seed: (seed * samples + i) % Number.MAX_SAFE_INTEGER,
            }),
            x,
          ),
        ),
      );
      return tf.sub(tf.logSumExp(tf.stack(all), 0), Math.log(samples));
    });
  }

  /** log p(x, z) − log q(z | x) of one draw of z. */
  #logWeight(inputs: DrawInputs, x: Tensor): Tensor {
    const { state, trace } = runDraw(this.config, this.weights, inputs, true) as Required<DrawResult>;
    const { z, logSigma } = trace;
    const squares = tf.mul(tf.sub(tf.square(inputs.noise), tf.square(z)), 0.5);
    const prior = tf.sum(tf.add(squares, logSigma), [0, 2]); // log p(z) − log q(z | x), [B]
    return tf.sub(prior, imageCost(this.config.likelihood, state.canvas, x));
  }

  /** The weights and the configuration as a safetensors file. @throws ConfigError for an unknown option */
  save(options: SaveOptions = {}): Uint8Array {
    return saveModel("Draw", this.config, this, options);
  }

  /**
   * A model from what `save` gave.
   *
   * @throws FormatError if the bytes are not such a file
   * @throws ConfigError if its configuration is not one
   * @throws ShapeError if its weights are not those of its configuration
   */
  static load(bytes: Uint8Array): Draw {
    return loadModel("Draw", bytes, {
      check: (config) => checkedConfig("load", config as DrawOptions),
      shapes: weightShapes,
      make: (config) => new Draw(config),
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

  #inputs(who: string, x: Tensor, { noise, seed, labels }: EncodeOptions): DrawInputs {
    const { steps, latentSize, classes } = this.config;
    const B = x.shape[0]!;
    const given = checkedLabels(who, labels, B, classes);
    return {
      x,
      noise: noiseOf(who, "noise", noise, [steps, B, latentSize], seed),
      state: firstState(this.weights),
      ...(given && { labels: given }),
    };
  }
}

/** How many steps a piece has, or nothing for a tape of all steps. @throws ConfigError */
function checkedPiece(recompute: unknown, steps: number): number | undefined {
  if (recompute === undefined || recompute === false) return undefined;
  if (recompute === true) return Math.ceil(Math.sqrt(steps));
  if (Number.isSafeInteger(recompute) && (recompute as number) >= 1) return Math.min(recompute as number, steps);
  throw new ConfigError(`elbo: recompute must be true, false or a whole number from 1, got ${shown(recompute)}`);
}

/** `tf.tidy` for results that are objects of tensors and of objects of them. */
const inTidy = <T extends object>(f: () => T): T => tf.tidy(f as () => tf.TensorContainer) as T;

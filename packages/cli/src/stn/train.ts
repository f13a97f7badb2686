import { adam, FormatError } from "@attn/core";
import { batches, type Distortion, type ImageSet, toTensors } from "@attn/data";
import { cosineDecay, layerWeights, warmup } from "@attn/train";
import { fit, type NodeFitOptions } from "@attn/train/node";
import type { Scalar } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { lossOf } from "./classifier";

export interface TrainOptions extends Pick<NodeFitOptions, "evaluate" | "evaluateEvery"> {
  /** Words before the progress bar. */
  title: string;
  digits: ImageSet;
  distortion: Distortion;
  steps: number;
  batchSize: number;
  /** Rises to this over the first 100 steps, then falls to nothing along half a cosine. */
  learningRate: number;
  /** The norm of all gradients together is kept below this. */
  clipNorm: number;
  /** Added to the net's loss. */
  penalty?: (batch: Batch) => Scalar;
  /** Of the order of the digits and of their distortions. */
  seed: number;
  checkpoint?: string;
  /** What else the training depends on; a checkpoint of other settings is refused. */
  settings?: Record<string, string | number>;
}

export interface Trained {
  /** The steps that were done before: those of a checkpoint. */
  from: number;
  /** How long those after them took. */
  seconds: number;
}

/** Images and their labels. */
export type Batch = ReturnType<typeof toTensors>;

/** Trains a classifier on digits that are distorted anew every time. */
export async function train(net: LayersModel, options: TrainOptions): Promise<Trained> {
  const { title, digits, distortion, steps, batchSize, learningRate, clipNorm, seed, penalty, ...rest } = options;
  const source = batches(digits, { batchSize, distortion, seed });
  const start = performance.now();
  let from = 0;
  const onStart = (found: { step: number }) => {
    from = found.step;
  };
  const run = fit({
    weights: layerWeights(net),
    // without a limit, one batch may throw a transformer's gaze so far off that it never turns digits again
    optimizer: adam({ learningRate, clipNorm }),
    batch: (step) => toTensors(source.batch(step)),
    loss: (batch) => (penalty ? (tf.add(lossOf(net, batch), penalty(batch)) as Scalar) : lossOf(net, batch)),
    learningRate: warmup(cosineDecay({ initial: learningRate, steps }), 100), // else a transformer may run away at first
    steps,
    progress: title,
    observers: [{ onStart }],
    ...rest,
  });
  await run.catch((error: unknown) => {
    if (error instanceof FormatError) throw new FormatError(`${rest.checkpoint}: ${error.message}`);
    throw error;
  });
  return { from, seconds: (performance.now() - start) / 1000 };
}

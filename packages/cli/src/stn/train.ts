import { adam } from "@attn/core";
import { batches, type Distortion, toTensors } from "@attn/data";
import { cosineDecay, layerWeights } from "@attn/train";
import { fit } from "@attn/train/node";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { lossOf } from "./classifier";
import type { Digits } from "./digits";

export interface TrainOptions {
  /** Words before the progress bar. */
  title: string;
  distortion: Distortion;
  steps: number;
  batchSize: number;
  /** At the start; it falls to nothing along half a cosine. */
  learningRate: number;
  /** Of the order of the digits and of their distortions. */
  seed: number;
  checkpoint?: string;
}

/** Trains a classifier on digits that are distorted anew every time. Returns the seconds it took. */
export async function train(net: LayersModel, { train: set }: Digits, options: TrainOptions): Promise<number> {
  const { title, distortion, steps, batchSize, learningRate, seed, checkpoint } = options;
  const source = batches(set, { batchSize, distortion, seed });
  const start = performance.now();
  await fit({
    weights: layerWeights(net),
    optimizer: adam({ learningRate }),
    batch: (step) => toTensors(source.batch(step)),
    loss: (batch) => lossOf(net, batch),
    learningRate: cosineDecay({ initial: learningRate, steps }),
    steps,
    progress: title,
    ...(checkpoint && { checkpoint }),
  });
  return (performance.now() - start) / 1000;
}

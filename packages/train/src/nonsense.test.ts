import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { refusesNonsense } from "@attn/core/testing";
import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe } from "vitest";
import * as train from "./index";
import * as node from "./node";

const run = () => {
  const w = tf.variable(tf.scalar(1));
  return {
    weights: { w },
    optimizer: tf.train.sgd(0.1),
    batch: () => [],
    loss: () => ({ loss: tf.square(w), more: tf.square(w) }),
    steps: 1,
    learningRate: () => 0.1,
    clipNorm: 1,
    clipValue: 1,
    evaluate: () => ({ one: 1 }),
    evaluateEvery: 1,
    checkpoint: train.memoryCheckpoint(),
    saveEvery: 1,
    resume: false,
    signal: new AbortController().signal,
    observers: [],
  };
};

describe("@attn/train", () => {
  refusesNonsense(train, {
    cosineDecay: () => [{ initial: 1, final: 0, steps: 1 }],
    fit: () => [run()],
    layerWeights: () => [sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })] })],
    memoryCheckpoint: () => [new Uint8Array(1)],
    stepDecay: () => [{ initial: 1, factor: 0.5, every: 1 }],
    warmup: () => [1, 1],
  });
});

describe("@attn/train/node", () => {
  const [here, folder] = [process.cwd(), mkdtempSync(join(tmpdir(), "attn-"))];
  beforeAll(() => process.chdir(folder)); // where files of strange names may lie
  afterAll(() => {
    process.chdir(here);
    rmSync(folder, { recursive: true });
  });
  const silent = { write: () => {} };
  refusesNonsense(node, {
    fileCheckpoint: () => ["file"],
    fit: () => [{ ...run(), progress: false, onInterrupt: "return" }],
    terminalProgress: () => [{ title: "t", stream: silent }],
  });
});

import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { ConfigError, FormatError, loadSafetensors, ready, ShapeError, saveSafetensors } from "@attn/core";
import { expectClose, expectGradient, onEveryBackend, random } from "@attn/core/testing";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { LSTM, type LSTMOptions } from "./lstm";
import { maskedLoss, taskSizes, tasks } from "./tasks";

const small = { inputSize: 3, outputSize: 2, units: 4 };

/** One step of one sequence in plain float64: the h and c of all layers, and the logits. */
function plainStep({ weights, config: { layers, units: U } }: LSTM, x: number[], state: number[][][]) {
  const rows = (name: string) => weights[name]!.arraySync() as number[][];
  const linear = (name: string, row: number[]) => {
    const bias = weights[`${name}.bias`]!.arraySync() as number[];
    return bias.map((b, j) => row.reduce((sum, value, i) => sum + value * rows(`${name}.kernel`)[i]![j]!, b));
  };
  const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
  const next: number[][][] = [];
  for (let l = 0; l < layers; l++) {
    const [h, c] = state[l] as [number[], number[]];
    const sums = linear(`lstm${l}`, [...x, ...(l > 0 ? next[l - 1]![0]! : []), ...h]);
    const gate = (k: number, u: number) => sums[k * U + u]!;
    const cNext = c.map((v, u) => sigmoid(gate(1, u)) * v + sigmoid(gate(0, u)) * Math.tanh(gate(2, u)));
    next.push([cNext.map((v, u) => sigmoid(gate(3, u)) * Math.tanh(v)), cNext]);
  }
  return {
    logits: linear(
      "output",
      next.flatMap(([h]) => h!),
    ),
    state: next,
  };
}

onEveryBackend("LSTM", () => {
  it.each([1, 3])("agrees with plain arithmetic, %i layers", (layers) => {
    const lstm = new LSTM({ ...small, layers, seed: 3 });
    const inputs = random([2, 4, 3]);
    const { outputs, state } = lstm.run(inputs);
    expect([outputs.shape, state.shape]).toEqual([
      [2, 4, 2],
      [2, layers, 2, 4],
    ]);
    const plain = (inputs.arraySync() as number[][][]).map((sequence) => {
      let last = lstm.weights["initial.state"]!.arraySync() as number[][][];
      const logits = sequence.map((x) => {
        const step = plainStep(lstm, x, last);
        last = step.state;
        return step.logits;
      });
      return { logits, last };
    });
    expectClose(outputs, tf.tensor(plain.map(({ logits }) => logits)));
    expectClose(state, tf.tensor(plain.map(({ last }) => last)));
    lstm.dispose();
  });

  it("goes on where an earlier run ended", () => {
    const lstm = new LSTM(small);
    const inputs = random([2, 5, 3]);
    const whole = lstm.run(inputs);
    const first = lstm.run(tf.slice(inputs, [0, 0, 0], [2, 2, 3]));
    const second = lstm.run(tf.slice(inputs, [0, 2, 0], [2, 3, 3]), { state: first.state });
    expectClose(tf.concat([first.outputs, second.outputs], 1), whole.outputs);
    expectClose(second.state, whole.state);
    lstm.dispose();
  });

  it("has the gradient of the differences, for inputs, state and every weight", () => {
    const lstm = new LSTM({ ...small, units: 2, layers: 2 });
    const state = random([2, 2, 2, 2], 2);
    const inputs = random([2, 3, 3]);
    expectGradient((x: Tensor, s: Tensor) => lstm.run(x, { state: s }).outputs, [inputs, state]);
    const loss = () => tf.sum(tf.square(lstm.run(inputs).outputs)) as Scalar;
    const { grads } = tf.variableGrads(loss, Object.values(lstm.weights));
    for (const variable of Object.values(lstm.weights)) {
      const { dtype, shape } = variable;
      const kept = variable.dataSync().slice();
      const at = (d: number) => {
        variable.assign(
          tf.tensor(
            kept.map((v, i) => v + d * Math.cos(i)),
            shape,
            dtype,
          ),
        );
        return loss().dataSync()[0]!;
      };
      const numeric = (at(1e-2) - at(-1e-2)) / 2e-2;
      variable.assign(tf.tensor(kept, shape, dtype));
      const along = tf.sum(tf.mul(grads[variable.name]!, tf.reshape(tf.cos(tf.range(0, kept.length)), shape)));
      expectClose(along, [numeric], 1e-2);
    }
    lstm.dispose();
  });

  it("leaves no tensors but its results", () => {
    const before = tf.memory().numTensors;
    const lstm = new LSTM(small);
    const { outputs, state } = lstm.run(tf.tidy(() => tf.keep(tf.ones([1, 2, 3]))));
    LSTM.load(lstm.save()).dispose();
    expect(tf.memory().numTensors).toBe(before + Object.keys(lstm.weights).length + 3);
    tf.dispose([outputs, state]);
    lstm.dispose();
    expect(tf.memory().numTensors).toBe(before + 1);
  });
});

describe("LSTM", () => {
  beforeAll(() => ready({ backend: "cpu" }));

  it.each([
    ["copy", { inputSize: 10, outputSize: 9, units: 256 }, 1_352_969],
    ["repeat copy", { inputSize: 8, outputSize: 7, units: 512 }, 5_312_007],
    ["associative recall", { inputSize: 8, outputSize: 6, units: 256 }, 1_344_518],
    ["dynamic n-grams", { inputSize: 1, outputSize: 1, units: 128 }, 331_905],
  ])("has as many parameters as the paper's for %s", (_, options, count) => {
    const lstm = new LSTM(options);
    expect(lstm.parameterCount).toBe(count);
    lstm.dispose();
  });

  it("draws its first weights from the seed, and opens the forget gates", () => {
    const [a, b, c] = [new LSTM(small), new LSTM(small), new LSTM({ ...small, seed: 1 })];
    const kernel = (lstm: LSTM) => Array.from(lstm.weights["lstm1.kernel"]!.dataSync());
    expect(kernel(a)).toEqual(kernel(b));
    expect(kernel(a)).not.toEqual(kernel(c));
    expect(Math.max(...kernel(a).map(Math.abs))).toBeLessThanOrEqual(1 / Math.sqrt(11));
    expect(Array.from(a.weights["lstm1.bias"]!.dataSync())).toEqual([0, 1, 0, 0].flatMap((v) => new Array(4).fill(v)));
  });

  it("learns a tiny task", () => {
    const lstm = new LSTM({ ...taskSizes("copy", { bits: 2 }), units: 12, layers: 2 });
    const batch = tasks.copy({ bits: 2, minLength: 2, maxLength: 2, batchSize: 4 });
    const adam = tf.train.adam(0.03);
    const loss = () => maskedLoss(lstm.run(batch.inputs).outputs, batch.targets, batch.mask);
    for (let i = 0; i < 150; i++) adam.minimize(loss, false, Object.values(lstm.weights));
    expect(loss().dataSync()[0]).toBeLessThan(0.1);
  });

  it.each([
    [{ ...small, units: 0 }, "units must be a whole number from 1, got 0"],
    [{ ...small, inputSize: undefined }, "inputSize must be a whole number from 1, got undefined"],
    [{ ...small, layers: -1 }, "layers must be a whole number from 1, got -1"],
    [{ ...small, seed: 0.5 }, "seed must be a whole number, got 0.5"],
  ])("refuses %j", (options, message) => {
    expect(() => new LSTM(options as LSTMOptions)).toThrow(new ConfigError(`LSTM: ${message}`));
  });

  it("refuses inputs and states that do not fit", () => {
    const lstm = new LSTM(small);
    expect(() => lstm.run(tf.zeros([1, 2, 4]))).toThrow(
      new ShapeError("run: inputs must be [B=1, T=2, 3], got [1, 2, 4]"),
    );
    expect(() => lstm.run(tf.zeros([1, 0, 3]))).toThrow("run: inputs must have B and T from 1, got [1, 0, 3]");
    expect(() => lstm.run(tf.zeros([2, 2, 3]), { state: tf.zeros([1, 3, 2, 4]) })).toThrow(ShapeError);
    expect(() => lstm.run(tf.zeros([1, 2, 3]), { states: 1 } as never)).toThrow(ConfigError);
  });

  it("is the same after it was saved and loaded", () => {
    const lstm = new LSTM({ ...small, layers: 2, seed: 9 });
    const loaded = LSTM.load(lstm.save());
    expect(loaded.config).toEqual(lstm.config);
    const inputs = random([1, 3, 3]);
    expect(loaded.run(inputs).outputs.dataSync()).toEqual(lstm.run(inputs).outputs.dataSync());
    expect(lstm.save({ floats: "F16" }).length).toBeLessThan(lstm.save().length);
  });

  it("loads no file that is not one of its own", () => {
    const file = new LSTM(small).save();
    const { tensors, metadata } = loadSafetensors(file);
    const spoiled = (config: object) =>
      saveSafetensors(tensors, { ...metadata, config: JSON.stringify({ ...JSON.parse(metadata.config!), ...config }) });
    const before = tf.memory().numTensors;
    expect(() => LSTM.load(file.subarray(0, 100))).toThrow(FormatError);
    expect(() => LSTM.load(undefined as never)).toThrow(FormatError);
    expect(() => LSTM.load(saveSafetensors(tensors))).toThrow(FormatError);
    expect(() => LSTM.load(saveSafetensors(tensors, { ...metadata, config: "{" }))).toThrow(FormatError);
    expect(() => LSTM.load(spoiled({ units: "4" }))).toThrow(ConfigError);
    expect(() => LSTM.load(spoiled({ nonsense: 1 }))).toThrow(ConfigError);
    for (const config of [{ units: 5 }, { units: 1e9 }, { layers: 1e9 }, { layers: 2 }]) {
      expect(() => LSTM.load(spoiled(config))).toThrow(ShapeError);
    }
    const { "output.bias": _, ...fewer } = tensors;
    expect(() => LSTM.load(saveSafetensors(fewer, metadata))).toThrow(/output\.bias must be \[2\], got nothing/);
    expect(tf.memory().numTensors).toBe(before);
  });
});

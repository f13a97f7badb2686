import { adam } from "@attn/core";
import { expectClose, onEveryBackend, random } from "@attn/core/testing";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-layers";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { small } from "./machines";
import { NTM } from "./ntm";
import { maskedLoss, taskSizes, tasks } from "./tasks";

onEveryBackend("NTM", () => {
  it("steps as it runs", () => {
    const ntm = new NTM({ ...small, readHeads: 2 });
    tf.tidy(() => {
      const inputs = random([2, 4, 3], 1);
      const whole = ntm.run(inputs);
      let state = ntm.initialState(2);
      const outputs = tf.unstack(inputs, 1).map((x) => {
        const [y, next] = ntm.step(x, state);
        state = next;
        return y;
      });
      expectClose(tf.stack(outputs, 1), whole.outputs);
      expectClose(state.memory, whole.state.memory);
    });
    ntm.dispose();
  });

  it("begins at the first slot", () => {
    const ntm = new NTM(small);
    tf.tidy(() => {
      const { weights, memory } = ntm.initialState(2);
      expect(weights.arraySync()).toEqual(tf.tile(tf.slice(weights, [0, 0, 0], [1, 1, 6]), [2, 2, 1]).arraySync());
      expect(weights.dataSync()[0]).toBeGreaterThan(0.99);
      expectClose(memory, tf.fill([2, 6, 4], 1e-6), 1e-9);
    });
    ntm.dispose();
  });

  it.each([
    ["lstm", 32],
    ["feedforward", 32],
  ] as const)(
    "learns to copy two vectors with a %s controller",
    (type, units) => {
      const options = { bits: 2, minLength: 2, maxLength: 2, batchSize: 4 };
      const ntm = new NTM({
        ...taskSizes("copy", options),
        controller: { type, units },
        memory: { slots: 6, word: 4 },
        seed: 3,
      });
      const variables = Object.values(ntm.weights);
      const optimizer = adam({ learningRate: 0.01, clipNorm: 10 });
      const losses = Array.from({ length: 400 }, (_, step) => {
        const { inputs, targets, mask } = tasks.copy({ ...options, seed: 1, step });
        return tf.tidy(() => {
          const loss = () => maskedLoss(ntm.run(inputs).outputs, targets, mask);
          const { value, grads } = tf.variableGrads(loss, variables);
          optimizer.applyGradients(grads);
          tf.dispose([inputs, targets, mask]);
          return value.dataSync()[0]!;
        });
      });
      expect(losses[0]).toBeGreaterThan(2);
      expect(Math.max(...losses.slice(-20))).toBeLessThan(0.5);
      optimizer.dispose();
      ntm.dispose();
    },
    120_000,
  );
});

describe("NTM", () => {
  it("has the same first weights for the same seed, and others for another", () => {
    const [a, b, c] = [1, 1, 2].map((seed) => new NTM({ ...small, seed }));
    const kernel = (ntm: NTM | undefined) => [...ntm!.weights["heads.kernel"]!.dataSync()];
    expect(kernel(a)).toEqual(kernel(b));
    expect(kernel(a)).not.toEqual(kernel(c));
    for (const ntm of [a, b, c]) ntm!.dispose();
  });

  it("trains a random first memory not, a learned one", () => {
    const trainable = (initialMemory: "random" | "learned" | "constant") => {
      const ntm = new NTM({ ...small, initialMemory });
      ntm.dispose();
      return ntm.weights["initial.memory"]?.trainable;
    };
    expect([trainable("random"), trainable("learned"), trainable("constant")]).toEqual([false, true, undefined]);
  });

  it("says which option is wrong, and how", () => {
    const make = (options: object) => () => new NTM({ ...small, ...options });
    expect(make({ shifts: 4 })).toThrow("NTM: shifts must be an odd number, got 4");
    expect(make({ inputSize: 0 })).toThrow("NTM: inputSize must be a whole number from 1, got 0");
    expect(make({ controller: { type: "gru", units: 3 } })).toThrow('NTM: controller.type must be "lstm" or');
    expect(make({ memory: { slots: 3 } })).toThrow("NTM: memory.word must be a whole number from 1");
    expect(make({ heads: 2 })).toThrow('got one with "heads"');
  });

  it("says which tensor is wrong, and how", () => {
    const ntm = new NTM(small);
    expect(() => ntm.run(tf.zeros([1, 2, 4]))).toThrow("run: inputs must be [B=1, T=2, 3], got [1, 2, 4]");
    expect(() => ntm.run(tf.zeros([1, 0, 3]))).toThrow("run: inputs must have B and T from 1, got [1, 0, 3]");
    expect(() => ntm.step(tf.zeros([2, 3]), ntm.initialState(1))).toThrow(
      /^step: state.memory must be \[2, 6, 4\], got/,
    );
    expect(() => ntm.run(tf.zeros([1, 1, 3]), { state: { ...ntm.initialState(1), controller: [] } })).toThrow(
      "run: state.controller must be 1 tensors for this controller, got 0",
    );
    ntm.dispose();
  });

  it("leaks no tensors", () => {
    const before = tf.memory().numTensors;
    const ntm = new NTM(small);
    const inputs = random([1, 3, 3], 1);
    const { outputs, state, trace } = ntm.run(inputs, { trace: true });
    const [y, next] = ntm.step(
      tf.tidy(() => tf.unstack(inputs, 1)[0]!),
      state,
    );
    tf.dispose([inputs, outputs, y, ...Object.values(trace!)]);
    for (const { memory, weights, reads, controller } of [state, next]) {
      tf.dispose([memory, weights, reads, ...controller]);
    }
    ntm.dispose();
    expect(tf.memory().numTensors).toBeLessThanOrEqual(before + 1); // the step's input
  });
});

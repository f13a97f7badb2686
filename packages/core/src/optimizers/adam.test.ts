import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { expectClose, onEveryBackend, random } from "../testing";
import { type AdamOptions, adam } from "./adam";

/** PyTorch's form of the algorithm, in float64: the weights after each step. */
function exact(
  w: number[],
  gradients: number[][],
  { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions,
) {
  const state = w.map((value) => ({ value, m: 0, v: 0 }));
  return gradients.map((g, step) => {
    const t = step + 1;
    state.forEach((s, i) => {
      s.m = beta1 * s.m + (1 - beta1) * g[i]!;
      s.v = beta2 * s.v + (1 - beta2) * g[i]! ** 2;
      const denominator = Math.sqrt(s.v) / Math.sqrt(1 - beta2 ** t) + epsilon;
      s.value -= ((learningRate / (1 - beta1 ** t)) * s.m) / denominator;
    });
    return state.map(({ value }) => value);
  });
}

onEveryBackend("adam", () => {
  it("goes one learning rate against the sign of the gradient at first", () => {
    const w = tf.variable(tf.tensor1d([1, 1, 1]));
    const optimizer = adam({ learningRate: 0.1 });
    optimizer.applyGradients([{ name: w.name, tensor: tf.tensor1d([5, -0.01, 0]) }]);
    expectClose(w, [0.9, 1.1, 1]);
    expect(optimizer.iterations).toBe(1);
    optimizer.dispose();
    w.dispose();
  });

  // below, at, above and twice the four lanes of a vector
  it.each([1, 3, 4, 5, 8, 19])("follows the formula in float64 at %i elements", (n) => {
    for (const options of [{ learningRate: 0.01 }, { learningRate: 0.3, beta1: 0.5, beta2: 0.9, epsilon: 0.1 }]) {
      const start = random([n], 7);
      const w = tf.variable(start);
      const optimizer = adam(options);
      const gradients = Array.from({ length: 12 }, (_, t) => random([n], t + 1, 10 ** (t % 3)));
      const wanted = exact(
        [...start.dataSync()],
        gradients.map((g) => [...g.dataSync()]),
        options,
      );
      gradients.forEach((tensor, t) => {
        optimizer.applyGradients([{ name: w.name, tensor }]);
        expectClose(w, wanted[t]!);
      });
      optimizer.dispose();
      w.dispose();
    }
  });

  it("agrees with tf.train.adam", () => {
    const [ours, theirs] = [0, 1].map(() => tf.variable(random([3, 5], 2)));
    const [a, b] = [adam({ learningRate: 0.02, epsilon: 1e-7 }), tf.train.adam(0.02, 0.9, 0.999, 1e-7)];
    for (let t = 1; t <= 20; t++) {
      const tensor = random([3, 5], t);
      a.applyGradients([{ name: ours!.name, tensor }]);
      b.applyGradients([{ name: theirs!.name, tensor }]);
      expectClose(ours!, theirs!);
    }
    tf.dispose([ours!, theirs!]);
    a.dispose();
    b.dispose();
  });

  it("says which option is wrong, and how", () => {
    expect(() => adam({ learningRate: -1 })).toThrow("adam: learningRate must be a number from 0, got -1");
    expect(() => (adam as () => unknown)()).toThrow(
      "adam: options must be an object of learningRate, beta1, beta2, epsilon, clipNorm, clipValue, skipNonFinite, got undefined",
    );
    expect(() => adam({ learningRate: 1, beta1: null } as unknown as AdamOptions)).toThrow(
      "adam: beta1 must be a number from 0 and below 1, got null",
    );
    expect(() => adam({ learningRate: Number.NaN })).toThrow("adam: learningRate must be a number from 0, got NaN");
    expect(() => adam({ learningRate: 1, clipnorm: 1 } as AdamOptions)).toThrow('got one with "clipnorm"');
    expect(() => adam({} as AdamOptions)).toThrow("adam: learningRate must be a number from 0, got undefined");
    expect(() => adam({ learningRate: 1, beta2: 1 })).toThrow("adam: beta2 must be a number from 0 and below 1, got 1");
    expect(() => adam({ learningRate: 1, clipNorm: 0 })).toThrow("adam: clipNorm must be a number above 0, got 0");
  });
});

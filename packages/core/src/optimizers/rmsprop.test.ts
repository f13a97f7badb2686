import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { expectClose, onEveryBackend, random } from "../testing";
import { type RmspropOptions, rmsprop } from "./rmsprop";

/** Graves's equations in float64: the weights after each step. */
function exact(w: number[], gradients: number[][], options: RmspropOptions) {
  const { learningRate, decay = 0.95, momentum = 0.9, epsilon = 1e-4 } = options;
  const state = w.map((value) => ({ value, n: 0, mean: 0, delta: 0 }));
  return gradients.map((g) => {
    state.forEach((s, i) => {
      s.n = decay * s.n + (1 - decay) * g[i]! ** 2;
      s.mean = decay * s.mean + (1 - decay) * g[i]!;
      s.delta = momentum * s.delta - (learningRate * g[i]!) / Math.sqrt(s.n - s.mean ** 2 + epsilon);
      s.value += s.delta;
    });
    return state.map(({ value }) => value);
  });
}

onEveryBackend("rmsprop", () => {
  it("makes Graves's step", async () => {
    const w = tf.variable(tf.tensor1d([1.1]));
    const optimizer = rmsprop({ learningRate: 1e-4 });
    await optimizer.setWeights([
      { name: "iter", tensor: tf.scalar(1, "int32") },
      { name: `${w.name}/rms`, tensor: tf.tensor1d([10.3]) },
      { name: `${w.name}/mg`, tensor: tf.tensor1d([1.8]) },
      { name: `${w.name}/momentum`, tensor: tf.tensor1d([3.7]) },
    ]);
    optimizer.applyGradients([{ name: w.name, tensor: tf.tensor1d([2.7]) }]);
    const [, n, mean, delta] = await optimizer.getWeights();
    expectClose(n!.tensor, [10.1495]);
    expectClose(mean!.tensor, [1.845]);
    expectClose(delta!.tensor, [3.329896]);
    expectClose(w, [4.429896]);
    optimizer.dispose();
    w.dispose();
  });

  // below, at, above and twice the four lanes of a vector
  it.each([1, 3, 4, 5, 8, 19])("follows the formula in float64 at %i elements", (n) => {
    for (const options of [{ learningRate: 0.01 }, { learningRate: 0.3, decay: 0.5, momentum: 0, epsilon: 0.1 }]) {
      const start = random([n], 7);
      const w = tf.variable(start);
      const optimizer = rmsprop(options);
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

  it("agrees with tf.train.rmsprop, centered", () => {
    const [ours, theirs] = [0, 1].map(() => tf.variable(random([3, 5], 2)));
    const a = rmsprop({ learningRate: 0.02 });
    // tfjs subtracts epsilon from the variance where Graves adds it
    const b = tf.train.rmsprop(0.02, 0.95, 0.9, -1e-4, true);
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

  it("stays finite under a constant gradient, whose variance rounds to less than nothing", () => {
    const w = tf.variable(tf.zeros([5]));
    const optimizer = rmsprop({ learningRate: 1e-4 });
    const tensor = tf.tensor1d([1e3, 777, 12345, -31415, 1e5]);
    for (let t = 0; t < 400; t++) optimizer.applyGradients([{ name: w.name, tensor }]);
    expect([...w.dataSync()].every(Number.isFinite)).toBe(true);
    optimizer.dispose();
    w.dispose();
  });

  it("says which option is wrong, and how", () => {
    expect(() => rmsprop({ learningRate: Number.NaN })).toThrow("rmsprop: learningRate must be a number from 0");
    expect(() => rmsprop({ learningRate: 1, epsilon: 0 })).toThrow("rmsprop: epsilon must be a number above 0, got 0");
    expect(() => rmsprop({ learningRate: 1, decay: 2 })).toThrow("rmsprop: decay must be a number from 0 and below 1");
  });
});

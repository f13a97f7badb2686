import { adam } from "@attn/core";
import { expectClose, onEveryBackend } from "@attn/core/testing";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { type FitOptions, fit } from ".";
import { line, task } from "./fitTask";

onEveryBackend("fit", () => {
  it("learns a line", async () => {
    const options = task({ steps: 200 });
    const { step, aborted, history } = await fit(options);
    expect([step, aborted, history.loss.length]).toEqual([200, false, 200]);
    expectClose(options.weights.kernel, line, 1e-2);
  });

  it("clips by value and by norm", async () => {
    const gradients = async (clipping: Partial<FitOptions>) => {
      const w = tf.variable(tf.zeros([2]));
      const loss = () => tf.sum(tf.mul(w, tf.tensor1d([3, -4]))) as tf.Scalar;
      const norms: (number | undefined)[] = [];
      const observers = [{ onStep: ({ gradientNorm }: { gradientNorm?: number }) => void norms.push(gradientNorm) }];
      await fit({ weights: { w }, optimizer: tf.train.sgd(1), loss, steps: 1, observers, ...clipping });
      return [tf.neg(w), norms[0]] as const;
    };
    const [byNorm, norm] = await gradients({ clipNorm: 1 });
    expectClose(byNorm, [0.6, -0.8]);
    expect(norm).toBeCloseTo(5, 5);
    expectClose((await gradients({ clipNorm: 10 }))[0], [3, -4]);
    expectClose((await gradients({ clipValue: 3.5 }))[0], [3, -3.5]);
    expectClose((await gradients({ clipValue: 3, clipNorm: 3 * Math.SQRT1_2 }))[0], [1.5, -1.5]);
  });

  it("sets the learning rate before each step", async () => {
    const optimizers = [
      tf.train.sgd(9),
      tf.train.momentum(9, 0),
      tf.train.rmsprop(9, 0, 0, 0),
      adam({ learningRate: 9 }),
    ];
    for (const optimizer of optimizers) {
      const w = tf.variable(tf.scalar(0));
      const loss = () => tf.mul(w, -1) as tf.Scalar; // the gradient and its root mean square are one
      const observers = [{ onStep: () => void seen.push(w.dataSync()[0]!) }];
      const seen: number[] = [];
      await fit({ weights: { w }, optimizer, loss, steps: 3, observers, learningRate: (step) => step + 1 });
      expectClose(tf.tensor(seen), [1, 3, 6]);
    }
  });

  it("shows and disposes the scalars beside the loss, and the batch", async () => {
    const options = task();
    const { loss } = options;
    options.loss = (batch, step) => {
      const mse = loss(batch, step) as tf.Scalar;
      return { loss: mse, root: tf.sqrt(mse), same: mse };
    };
    options.evaluate = () => ({ answer: tf.scalar(42), plain: 1 });
    const seen: Record<string, number>[] = [];
    options.observers = [{ onStep: ({ loss, metrics }) => void seen.push({ wanted: Math.sqrt(loss), ...metrics }) }];
    await fit({ ...options, steps: 1 }); // makes the optimizer's variables
    const before = tf.memory().numTensors;
    const { history } = await fit({ ...options, clipNorm: 1, clipValue: 1 });
    expect(tf.memory().numTensors).toBe(before);
    expect(history.evaluations).toEqual([{ step: 20, answer: 42, plain: 1 }]);
    for (const { wanted, root } of seen) expect(root).toBeCloseTo(wanted!, 5);
  });

  it("keeps the name step for itself", async () => {
    await expect(fit(task({ evaluate: () => ({ step: 7 }) }))).rejects.toThrow(
      "fit: evaluate must return metrics by other names than step, got step",
    );
  });
});

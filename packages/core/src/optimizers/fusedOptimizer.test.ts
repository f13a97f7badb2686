// What adam and rmsprop have in common.
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { expectClose, onEveryBackend, random } from "../testing";
import { bits, gradients, makers, pair } from "./optimizerTests";

onEveryBackend("optimizers", () => {
  describe.each(makers)("$name", ({ make }) => {
    it("minimizes", () => {
      const w = tf.variable(tf.tensor1d([3, -2, 1]));
      const optimizer = make();
      const loss = () => tf.sum(tf.square(w)) as tf.Scalar;
      const first = optimizer.minimize(loss, true)!.dataSync()[0]!;
      for (let t = 0; t < 100; t++) optimizer.minimize(loss);
      expect(loss().dataSync()[0]).toBeLessThan(first / 100);
      optimizer.dispose();
      w.dispose();
    });

    it("takes gradients as a map or as a list, and leaves variables without one alone", () => {
      const [a, b] = pair();
      const [c, d] = pair();
      const [one, other] = [make(), make()];
      const [g] = gradients([a]);
      one.applyGradients([g!, { name: b.name, tensor: null as unknown as tf.Tensor }]);
      other.applyGradients({ [c.name]: g!.tensor, [d.name]: null as unknown as tf.Tensor });
      expect(bits(a)).toEqual(bits(c));
      expect(bits(b)).toEqual(bits(random([7], 2)));
      expect(bits(d)).toEqual(bits(random([7], 2)));
      tf.dispose([a, b, c, d]);
      one.dispose();
      other.dispose();
    });

    it("leaves clones, views and the tensor that a variable was made from as they were", () => {
      const start = random([3, 5]);
      const before = bits(start);
      const w = tf.variable(start);
      const optimizer = make();
      const view = tf.reshape(w, [15]);
      optimizer.applyGradients(gradients([w], 1));
      const after = bits(w);
      const clone = tf.clone(w);
      optimizer.applyGradients(gradients([w], 2));
      expect(bits(start)).toEqual(before);
      expect(bits(view)).toEqual(before);
      expect(after).not.toEqual(before);
      expect(bits(clone)).toEqual(after);
      expect(bits(w)).not.toEqual(after);
      optimizer.dispose();
      w.dispose();
    });

    it("shows the new weights to tfjs's own ops, which keep packed copies of the old", () => {
      const optimizer = make();
      const w = tf.variable(random([3, 4], 1));
      const filter = tf.variable(random([2, 2, 3, 4], 2));
      const [x, image] = [random<tf.Tensor2D>([8, 3], 3), random<tf.Tensor4D>([1, 5, 5, 3], 4)];
      for (let t = 1; t < 4; t++) {
        expectClose(tf.matMul(x, w), tf.matMul(x, tf.tensor(w.dataSync(), [3, 4])), 1e-6);
        const fresh = tf.tensor4d(filter.dataSync() as Float32Array, [2, 2, 3, 4]);
        expectClose(tf.conv2d(image, filter as tf.Tensor4D, 1, "same"), tf.conv2d(image, fresh, 1, "same"), 1e-6);
        optimizer.applyGradients(gradients([w, filter], t));
      }
      optimizer.dispose();
      tf.dispose([w, filter]);
    });

    it("takes empty variables", () => {
      const ws = [tf.variable(tf.zeros([0, 3])), tf.variable(tf.zeros([2]))];
      const optimizer = make({ clipNorm: 1, clipValue: 1 });
      optimizer.applyGradients(ws.map(({ name, shape }) => ({ name, tensor: tf.ones(shape) })));
      expect(ws[0]!.shape).toEqual([0, 3]);
      expect(ws[1]!.dataSync()[0]).toBeLessThan(0);
      tf.dispose(ws);
      optimizer.dispose();
    });

    it("follows a schedule of learning rates", () => {
      const [w] = pair();
      const before = bits(w);
      const optimizer = make();
      optimizer.learningRate = 0;
      optimizer.applyGradients(gradients([w]));
      expect(bits(w)).toEqual(before);
      optimizer.learningRate = 0.1;
      optimizer.applyGradients(gradients([w]));
      expect(bits(w)).not.toEqual(before);
      expect(optimizer.getConfig().learningRate).toBe(0.1);
      expect(() => {
        optimizer.learningRate = -1;
      }).toThrow("learningRate must be a number from 0, got -1");
      optimizer.dispose();
      w.dispose();
    });
  });
});

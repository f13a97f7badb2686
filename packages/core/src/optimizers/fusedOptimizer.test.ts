// What adam and rmsprop have in common.
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { expectClose, onEveryBackend, random } from "../testing";
import { adam } from "./adam";
import type { ClipOptions } from "./fusedOptimizer";
import { rmsprop } from "./rmsprop";

const makers = [
  { name: "adam", make: (clip: ClipOptions = {}) => adam({ learningRate: 0.05, ...clip }), slots: 2 },
  { name: "rmsprop", make: (clip: ClipOptions = {}) => rmsprop({ learningRate: 0.05, ...clip }), slots: 3 },
];

const bits = (t: tf.Tensor) => [...new Uint32Array(t.dataSync().slice().buffer)];
const pair = () => [tf.variable(random([3, 5], 1)), tf.variable(random([7], 2))] as const;
const gradients = (ws: readonly tf.Variable[], t = 1, scale = 1) =>
  ws.map(({ name, shape }, i) => ({ name, tensor: random(shape, 10 * t + i, scale) }));

onEveryBackend("optimizers", () => {
  describe.each(makers)("$name", ({ make, slots }) => {
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

    it("leaves clones of its saved state as they were", async () => {
      const [w] = pair();
      const optimizer = make();
      optimizer.applyGradients(gradients([w], 1));
      const clones = (await optimizer.getWeights()).map(({ tensor }) => tf.clone(tensor));
      const before = clones.map(bits);
      optimizer.applyGradients(gradients([w], 2));
      expect(clones.map(bits)).toEqual(before);
      optimizer.dispose();
      w.dispose();
    });

    it("clips each element to clipValue", () => {
      const [a] = pair();
      const [b] = pair();
      const [one, other] = [make({ clipValue: 0.5 }), make()];
      for (let t = 1; t < 4; t++) {
        const [g] = gradients([a], t);
        one.applyGradients([g!]);
        other.applyGradients([{ name: b.name, tensor: tf.clipByValue(g!.tensor, -0.5, 0.5) }]);
      }
      expectClose(a, b, 1e-6);
      tf.dispose([a, b]);
      one.dispose();
      other.dispose();
    });

    it.each([
      ["shortens longer gradients", 0.5],
      ["leaves shorter ones", 1e6],
    ])("%s to clipNorm all together, after clipValue", (_, clipNorm) => {
      const ws = pair();
      const vs = pair();
      const [one, other] = [make({ clipNorm, clipValue: 1 }), make()];
      for (let t = 1; t < 4; t++) {
        const given = gradients(ws, t, 3);
        one.applyGradients(given);
        const clipped = given.map(({ tensor }) => [...tf.clipByValue(tensor, -1, 1).dataSync()]);
        const norm = Math.hypot(...clipped.flat());
        const scale = Math.min(1, clipNorm / norm);
        other.applyGradients(
          clipped.map((values, i) => ({
            name: vs[i]!.name,
            tensor: tf.tensor(
              values.map((g) => g * scale),
              vs[i]!.shape,
            ),
          })),
        );
      }
      ws.forEach((w, i) => {
        expectClose(w, vs[i]!, 1e-5);
      });
      tf.dispose([...ws, ...vs]);
      one.dispose();
      other.dispose();
    });

    it("passes on what is not finite", () => {
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const finite = (options: ClipOptions) => {
          const ws = [tf.variable(tf.zeros([5])), tf.variable(tf.zeros([1]))];
          const optimizer = make(options);
          const tensor = tf.tensor1d([1, bad, 1, 1, bad]);
          optimizer.applyGradients([
            { name: ws[0]!.name, tensor },
            { name: ws[1]!.name, tensor: tf.ones([1]) },
          ]);
          const result = ws.flatMap((w) => [...w.dataSync()]).map(Number.isFinite);
          tf.dispose(ws);
          optimizer.dispose();
          return result;
        };
        expect(finite({})).toEqual([true, false, true, true, false, true]);
        expect(finite({ clipNorm: 1 })).toEqual([false, false, false, false, false, false]);
        const clipped = bad === Number.POSITIVE_INFINITY; // ± Infinity is clipped, NaN stays
        expect(finite({ clipValue: 1 })).toEqual([true, clipped, true, true, clipped, true]);
      }
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

    it.each(["the same names", "other names", "another order"])("resumes bit for bit, under %s", async (names) => {
      const ws = pair();
      const optimizer = make({ clipNorm: 3 });
      for (let t = 1; t < 4; t++) optimizer.applyGradients(gradients(ws, t));
      const saved = (await optimizer.getWeights()).map(({ name, tensor }) => ({ name, tensor: tf.clone(tensor) }));
      expect(saved.length).toBe(1 + 2 * slots);
      const values = ws.map((w) => tf.clone(w));

      for (let t = 4; t < 7; t++) optimizer.applyGradients(gradients(ws, t));
      const wanted = ws.map(bits);

      const resumed = make({ clipNorm: 3 });
      await resumed.setWeights(saved);
      const again = names === "other names" ? values.map((v) => tf.variable(v)) : [...ws];
      again.forEach((w, i) => {
        w.assign(values[i]! as never);
      });
      for (let t = 4; t < 7; t++) {
        const given = gradients(ws, t).map(({ tensor }, i) => ({ name: again[i]!.name, tensor }));
        resumed.applyGradients(names === "another order" ? given.reverse() : given);
      }
      expect(resumed.iterations).toBe(6);
      expect(again.map(bits)).toEqual(wanted);
      tf.dispose([...ws, ...again]);
      optimizer.dispose();
      resumed.dispose();
    });

    it("compiles into a layers model, which saves and resumes bit for bit", async () => {
      const model = layers.sequential({
        layers: [
          layers.layers.dense({ units: 4, inputShape: [3], activation: "tanh" }),
          layers.layers.dense({ units: 2 }),
        ],
      });
      model.compile({ optimizer: make({ clipNorm: 2 }), loss: "meanSquaredError" });
      const [x, y] = [random([8, 3], 1), random([8, 2], 2)];
      const train = async (m: layers.LayersModel) => {
        for (let t = 0; t < 3; t++) await m.trainOnBatch(x, y);
        return m.getWeights().map(bits);
      };
      await train(model);
      let artifacts: tf.io.ModelArtifacts | undefined;
      const keep = tf.io.withSaveHandler(async (given) => {
        artifacts = given;
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(given) };
      });
      await model.save(keep, { includeOptimizer: true });
      const loaded = (await layers.loadLayersModel(tf.io.fromMemory(artifacts!))) as layers.Sequential;
      expect(loaded.optimizer.getConfig()).toEqual(model.optimizer.getConfig());
      expect(loaded.optimizer.iterations).toBe(3);
      expect(await train(loaded)).toEqual(await train(model));
    });

    it("rejects weights and gradients that do not fit", async () => {
      const [w] = pair();
      const optimizer = make();
      expect(() => optimizer.applyGradients([{ name: "nobody", tensor: tf.zeros([1]) }])).toThrow(
        '"nobody" must be a float32 variable, got none of that name',
      );
      expect(() => optimizer.applyGradients([{ name: w.name, tensor: tf.zeros([5, 3]) }])).toThrow(
        `the gradient of ${w.name} must be float32 [3, 5], got float32 [5, 3]`,
      );
      const iter = { name: "iter", tensor: tf.scalar(1, "int32") };
      const wrong = [[], [iter, iter], [iter, { name: "w/m", tensor: tf.zeros([3, 5]) }]];
      for (const weights of wrong) await expect(optimizer.setWeights(weights)).rejects.toThrow("setWeights must get");
      optimizer.applyGradients(gradients([w]));
      const saved = await optimizer.getWeights();
      saved[2] = { name: saved[2]!.name, tensor: tf.zeros([1]) }; // one slot smaller than the variable
      await expect(optimizer.setWeights(saved)).rejects.toThrow("must get float32 [3, 5]");
      const others = makers.find(({ slots: n }) => n !== slots)!.make();
      others.applyGradients(gradients([w]));
      await expect(optimizer.setWeights(await others.getWeights())).rejects.toThrow("setWeights must get");
      const [a, b] = pair();
      const saving = make();
      saving.applyGradients(gradients([b]));
      await optimizer.setWeights(await saving.getWeights());
      expect(() => optimizer.applyGradients(gradients([a]))).toThrow(
        "the restored weights must fit the variables in name or in order, got [7] for [3, 5]",
      );
      for (const o of [optimizer, others, saving]) o.dispose();
      tf.dispose([w, a, b]);
    });

    it("starts anew for a variable of an old name and another shape", () => {
      const optimizer = make();
      const [first, second] = [[3], [70]].map((shape) => {
        const w = tf.variable(tf.zeros(shape), true, "recycled");
        optimizer.applyGradients(gradients([w]));
        const all = w.dataSync();
        w.dispose();
        return all;
      });
      expect(first!.every(Number.isFinite)).toBe(true);
      expect(second!.every((x) => Number.isFinite(x) && x !== 0)).toBe(true);
      optimizer.dispose();
    });

    it("leaks nothing", async () => {
      const before = tf.memory();
      const values = [random([3, 5], 1), random([7], 2)];
      const ws = values.map((value) => tf.variable(value));
      tf.dispose(values);
      const optimizer = make({ clipNorm: 1, clipValue: 1 });
      for (let t = 1; t < 4; t++) {
        tf.tidy(() => optimizer.applyGradients(gradients(ws, t)));
        optimizer.minimize(() => tf.sum(tf.square(ws[0]!)) as tf.Scalar, false, [ws[0]!]);
      }
      const [iter, ...saved] = await optimizer.getWeights();
      await optimizer.setWeights([iter!, ...saved]);
      iter!.tensor.dispose();
      expect(tf.memory().numTensors).toBe(before.numTensors + ws.length * (1 + slots));
      optimizer.dispose();
      tf.dispose(ws);
      expect(tf.memory().numTensors).toBe(before.numTensors);
      expect(tf.memory().numBytes).toBe(before.numBytes);
      expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    });
  });
});

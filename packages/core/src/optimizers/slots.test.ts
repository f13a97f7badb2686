// What an optimizer remembers: saved, restored, freed.
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { onEveryBackend, random } from "../testing";
import { bits, gradients, makers, pair } from "./optimizerTests";

onEveryBackend("slots", () => {
  describe.each(makers)("$name", ({ make, slots }) => {
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

import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { expectClose, onEveryBackend } from "../testing";
import type { ClipOptions } from "./fusedOptimizer";
import { gradients, makers, pair } from "./optimizerTests";

onEveryBackend("clipping", () => {
  describe.each(makers)("$name", ({ make }) => {
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

    it.each([{}, { clipNorm: 1 }, { clipValue: 1, clipNorm: 2 }])(
      "skips what is not finite where asked to: %j",
      (clip) => {
        const ws = pair();
        const before = ws.map((w) => [...w.dataSync()]);
        const optimizer = make({ ...clip, skipNonFinite: true });
        const good = gradients(ws);
        const bad = tf.tensor1d([0, Number.NaN, 0, 0, 0, 0, 0]);
        optimizer.applyGradients([good[0]!, { name: ws[1].name, tensor: bad }]);
        expect(ws.map((w) => [...w.dataSync()])).toEqual(before);
        expect(optimizer.skipped).toBe(1);
        optimizer.applyGradients(good);
        const other = pair();
        const plain = make(clip);
        plain.applyGradients(good.map(({ tensor }, i) => ({ name: other[i]!.name, tensor })));
        ws.forEach((w, i) => void expectClose(w, other[i]!));
        expect(optimizer.skipped).toBe(1);
        tf.dispose([...ws, ...other]);
        optimizer.dispose();
        plain.dispose();
      },
    );

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
  });
});

import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose, expectFinite, goldenTensor, onEveryBackend, random } from "../../testing";
import { attentionWindow } from "../attentionWindow/attentionWindow";
import { behavesAsAnOperator } from "../memoryTests";
import { exact, extremes, someWindows, type WindowParts, windowAt, windowGoldens, windowOfParts } from "../windowTests";
import { filterbank } from "./filterbank";
import { filterbankReference } from "./filterbank.reference";

/** Both filters as one tensor, `[B, N (W + H)]`. */
const flat = ([fX, fY]: [Tensor, Tensor]) => tf.concat([fX, fY], 2);

/** The largest, the smallest and the middle number of Gaussians with one size of image. */
const subject = (N: number, H: number, W: number) => ({
  op: ((...parts: WindowParts) => {
    return tf.tidy(() => {
      const { fX, fY } = filterbank(windowOfParts(parts), [H, W], N);
      return flat([fX, fY]);
    });
  }) as never,
  reference: ((...parts: WindowParts) => flat(filterbankReference(tf.stack(parts, 1), [H, W], N, exact))) as never,
  args: ({ B }: { B: number }, seed: number) => someWindows(B, H, W, seed, N),
});

onEveryBackend("filterbank", () => {
  it("is what the paper's formulas give, by hand", () => {
    const raw = tf.tensor2d([[0.2, -0.3, Math.log(0.5), Math.log(0.4), 0]]);
    const { fX, fY } = filterbank(attentionWindow(raw, [5, 6], 3), [5, 6], 3);
    const firstRow = (x: Tensor) => tf.slice(x, [0, 0, 0], [1, 1, x.shape[2]!]);
    expectClose(firstRow(fX), tf.tensor3d([[[0.004461, 0.133671, 0.542061, 0.297489, 0.022096, 0.000222]]]), 2e-6);
    expectClose(firstRow(fY), tf.tensor3d([[[0.677104, 0.304242, 0.018501, 0.000152, 0]]]), 2e-6);
  });

  it("has means of its own for each axis, a stride apart, the first at pixel 1", () => {
    const { fX, fY } = filterbank(attentionWindow(tf.zeros([1, 5]), [28, 28], 5), [28, 28], 5);
    const places = tf.range(1, 29);
    const means = (f: Tensor) => tf.sum(tf.mul(f, places), 2);
    const inside = [1, 2, 3];
    const wanted = tf.tensor2d([[7.75, 14.5, 21.25]]);
    for (const f of [fX, fY]) expectClose(tf.gather(means(f), inside, 1), wanted, 1e-5);
    const moved = filterbank(windowAt(4, 9, 1, 0.01), [20, 20], 3);
    const at = tf.range(1, 21);
    expectClose(tf.sum(tf.mul(moved.fX, at), 2), tf.tensor2d([[3, 4, 5]]));
    expectClose(tf.sum(tf.mul(moved.fY, at), 2), tf.tensor2d([[8, 9, 10]]));
  });

  it.each(windowGoldens("draw_filterbank"))("agrees with $title", (golden) => {
    const { A, B, N, index_base, eps } = golden.attrs as {
      A: number;
      B: number;
      N: number;
      index_base: 0 | 1;
      eps: number;
    };
    const raw = goldenTensor(golden.inputs.raw!);
    const all = (x: Tensor) => {
      const window = attentionWindow(x, [B, A], N);
      const { fX, fY } = filterbank(window, [B, A], N, { pixelOrigin: index_base, epsilon: eps });
      return [fX, fY, window.gamma];
    };
    const names = ["F_X", "F_Y", "gamma"];
    all(raw).forEach((x, i) => void expectClose(x, goldenTensor(golden.outputs[names[i]!]!), golden.tolerance?.rtol));
    const sum = (x: Tensor) =>
      tf.addN(all(x).map((y, i) => tf.sum(tf.mul(y, goldenTensor(golden.cotangents[names[i]!]!)))));
    expectClose(tf.grad(sum)(raw), goldenTensor(golden.grads.raw!), golden.tolerance?.rtol ?? 1e-4);
  });

  // below, at, above and twice the four lanes of a vector
  describe.each([
    [1, 1, 3],
    [2, 4, 4],
    [5, 5, 5],
    [3, 8, 9],
    [12, 9, 17],
  ])("with %i Gaussians on %i × %i pixels", (N, H, W) => {
    behavesAsAnOperator(subject(N, H, W));
  });

  it.each(extremes)("has rows of the sum 1 and finite gradients with %s", (_, [gX, gY, delta, sigma2]) => {
    const window = windowAt(gX, gY, delta, sigma2);
    const parts = Object.values(window) as WindowParts;
    const { fX, fY } = filterbank(window, [5, 7], 3);
    for (const f of [fX, fY]) expectClose(tf.sum(f, 2), tf.ones([1, 3]));
    const both = (...xs: WindowParts) => {
      const filters = filterbank(windowOfParts(xs), [5, 7], 3);
      return tf.concat([filters.fX, filters.fY], 2);
    };
    for (const g of tf.grads(both as never)(parts, random([1, 3, 12]))) expectFinite(g);
  });

  it("sees the nearest pixel from far away, and all alike with a flat Gaussian", () => {
    expectClose(filterbank(windowAt(-300, 900, 0, 1e-3), [5, 7], 1).fX, tf.tensor3d([[[1, 0, 0, 0, 0, 0, 0]]]));
    expectClose(filterbank(windowAt(-300, 900, 0, 1e-3), [5, 7], 1).fY, tf.tensor3d([[[0, 0, 0, 0, 1]]]));
    expectClose(filterbank(windowAt(3, 3, 0, 1e9), [5, 5], 1).fX, tf.fill([1, 1, 5], 0.2));
  });

  it("has rows that are distributions, at any size", () => {
    const side = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), side, side, fc.nat(1000), (N, H, W, seed) => {
        tf.tidy(() => {
          const { fX, fY } = filterbank(attentionWindow(random([2, 5], seed, 3), [H, W], N), [H, W], N);
          for (const f of [fX, fY]) {
            expect(f.dataSync().every((x) => x >= 0)).toBe(true);
            expectClose(tf.sum(f, 2), tf.ones([2, N]));
          }
        });
      }),
      { numRuns: 20, seed: 3 },
    );
  });

  it("says which argument is wrong, and how", () => {
    const window = windowAt(1, 1, 1, 1);
    expect(() => filterbank({ ...window, gY: tf.zeros([2]) }, [3, 3], 2)).toThrow(
      "filterbank: window.gY must be [B=1], got [2]",
    );
    expect(() => filterbank(window, [3, 0], 2)).toThrow("filterbank: size must be [H, W], whole numbers from 1");
    expect(() => filterbank(window, [3, 3], 1.5)).toThrow("filterbank: N must be a whole number from 1, got 1.5");
    expect(() => filterbank(window, [3, 3], 2, { pixelOrigin: 2 as never })).toThrow(
      "filterbank: pixelOrigin must be 0 or 1, got 2",
    );
  });
});

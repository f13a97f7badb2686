import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { expectClose, expectFinite, goldenTensor, onEveryBackend, random } from "../../testing";
import { attentionWindow } from "../attentionWindow/attentionWindow";
import { filterbank } from "../filterbank/filterbank";
import { behavesAsAnOperator, forAny } from "../memoryTests";
import { exact, extremes, someWindows, type WindowParts, windowAt, windowGoldens, windowOfParts } from "../windowTests";
import { writePatch } from "./writePatch";
import { writePatchReference } from "./writePatch.reference";

onEveryBackend("writePatch", ({ backend, variant }) => {
  const onKernels = it.skipIf(backend !== "wasm" || variant === "none");

  it("puts a patch of one number where the window is, by hand", () => {
    const image = writePatch(tf.tensor4d([3], [1, 1, 1, 1]), windowAt(2, 3, 1, 1e-4, 2), [3, 4]);
    expectClose(image, tf.tensor4d([0, 0, 0, 0, 0, 0, 0, 0, 0, 1.5, 0, 0], [1, 3, 4, 1]));
  });

  it.each(windowGoldens("draw_write"))(
    "agrees with $title",
    ({ attrs, inputs, outputs, cotangents, grads, tolerance }) => {
      const { A, B, N, index_base, eps } = attrs as { A: number; B: number; N: number; index_base: 0 | 1; eps: number };
      const names = ["patch", "raw"];
      const xs = names.map((name) => goldenTensor(inputs[name]!));
      const write = (patch: Tensor, raw: Tensor) => {
        const window = attentionWindow(raw, [B, A], N);
        return tf.squeeze(
          writePatch(tf.expandDims(patch, 3), window, [B, A], { pixelOrigin: index_base, epsilon: eps }),
          [3],
        );
      };
      expectClose(write(...(xs as [Tensor, Tensor])), goldenTensor(outputs.write!), tolerance?.rtol);
      const gradients = tf.grads(write as never)(xs, goldenTensor(cotangents.write!));
      names.forEach((name, i) => void expectClose(gradients[i]!, goldenTensor(grads[name]!), tolerance?.rtol ?? 1e-4));
    },
  );

  describe.each([
    [1, 1],
    [4, 4],
    [9, 5],
    [8, 17],
  ])("on an image of %i × %i", (H, W) => {
    behavesAsAnOperator({
      op: ((patch: Tensor, ...parts: WindowParts) => writePatch(patch, windowOfParts(parts), [H, W])) as never,
      reference: ((patch: Tensor, ...parts: WindowParts) =>
        writePatchReference(patch, tf.stack(parts, 1), [H, W], exact)) as never,
      args: ({ B, N, heads: C }, seed) => [random([B, N, N, C], seed), ...someWindows(B, H, W, seed, N)],
    });
  });

  it("is what the filters make of the patch", () => {
    const window = windowOfParts(someWindows(2, 6, 7, 4));
    const { fX, fY } = filterbank(window, [6, 7], 3);
    const patch = random([2, 3, 3, 1], 2);
    const product = tf.matMul(tf.matMul(fY, tf.squeeze(patch, [3]), true), fX);
    const expected = tf.div(product, tf.reshape(window.gamma, [2, 1, 1]));
    expectClose(tf.squeeze(writePatch(patch, window, [6, 7]), [3]), expected);
  });

  it("writes as much as the patch has, divided by γ", () => {
    forAny(({ B, N, W, S, heads: C }, seed) => {
      const [H, window] = [S, windowOfParts(someWindows(B, S, W, seed, N))];
      const patch = random([B, N, N, C], seed);
      const sums = tf.div(tf.sum(patch, [1, 2, 3]), window.gamma);
      expectClose(tf.sum(writePatch(patch, window, [H, W]), [1, 2, 3]), sums);
    });
  });

  it.each(extremes)("is finite with %s, its gradients too", (_, [gX, gY, delta, sigma2]) => {
    const window = windowAt(gX, gY, delta, sigma2);
    const xs = [random([1, 3, 3, 2]), ...Object.values(window)] as [Tensor, ...WindowParts];
    const f = (patch: Tensor, ...parts: WindowParts) => writePatch(patch, windowOfParts(parts), [5, 7]);
    expectFinite(f(...xs));
    for (const g of tf.grads(f as never)(xs, random([1, 5, 7, 2]))) expectFinite(g);
  });

  onKernels("computes no gradient that nobody asked for", async () => {
    const [patch, window] = [random([1, 2, 2, 1]), windowAt(2, 2, 1, 1)];
    const namesIn = async (f: () => Tensor) => (await tf.profile(f)).kernels.map((kernel) => kernel.name);
    const ofPatch = await namesIn(() => tf.grad((x: Tensor) => writePatch(x, window, [4, 5]))(patch));
    expect(ofPatch).toContain("WritePatchGradPatch");
    expect(ofPatch).not.toContain("WritePatchGradWindow");
  });

  it("says which argument is wrong, and how", () => {
    const window = windowAt(1, 1, 1, 1);
    expect(() => writePatch(tf.zeros([1, 3, 2, 1]), window, [3, 3])).toThrow(
      "writePatch: patch must be [B=1, N=3, N=3, C=1], got [1, 3, 2, 1]",
    );
    expect(() => writePatch(tf.zeros([1, 2, 2, 1]), window, [3] as never)).toThrow("writePatch: size must be [H, W]");
    expect(() => writePatch(tf.zeros([1, 0, 0, 1]), window, [3, 3])).toThrow("writePatch: patch must have N, C from 1");
  });
});

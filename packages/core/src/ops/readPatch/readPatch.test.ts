import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { expectClose, expectFinite, goldenTensor, onEveryBackend, random } from "../../testing";
import { attentionWindow } from "../attentionWindow/attentionWindow";
import { filterbank } from "../filterbank/filterbank";
import { behavesAsAnOperator, forAny } from "../memoryTests";
import { exact, extremes, someWindows, type WindowParts, windowAt, windowGoldens, windowOfParts } from "../windowTests";
import { writePatch } from "../writePatch/writePatch";
import { writePatchReference } from "../writePatch/writePatch.reference";
import { readPatch } from "./readPatch";
import { readPatchReference } from "./readPatch.reference";

onEveryBackend("readPatch", ({ backend, variant }) => {
  const onKernels = it.skipIf(backend !== "wasm" || variant === "none");

  it("reads what the paper's formulas give, by hand", () => {
    const raw = tf.tensor2d([[0.2, -0.3, Math.log(0.5), Math.log(0.4), 0.1]]);
    const image = tf.reshape(tf.div(tf.range(1, 31), 30), [1, 5, 6, 1]);
    const patch = readPatch(image, attentionWindow(raw, [5, 6], 3), 3);
    const wanted = [0.193404, 0.230217, 0.265557, 0.364202, 0.401016, 0.436355, 0.581951, 0.618764, 0.654104];
    expectClose(patch, tf.reshape(tf.tensor1d(wanted), [1, 3, 3, 1]), 2e-6);
  });

  it.each(windowGoldens("draw_read"))(
    "agrees with $title",
    ({ attrs, inputs, outputs, cotangents, grads, tolerance }) => {
      const { A, B, N, index_base, eps } = attrs as { A: number; B: number; N: number; index_base: 0 | 1; eps: number };
      const names = ["x", "x_hat", "raw"];
      const xs = names.map((name) => goldenTensor(inputs[name]!));
      const both = (x: Tensor, xHat: Tensor, raw: Tensor) => {
        const window = attentionWindow(raw, [B, A], N);
        const read = (image: Tensor) =>
          tf.reshape(readPatch(tf.expandDims(image, 3), window, N, { pixelOrigin: index_base, epsilon: eps }), [
            image.shape[0]!,
            N * N,
          ]);
        return tf.concat([read(x), read(xHat)], 1);
      };
      expectClose(both(...(xs as [Tensor, Tensor, Tensor])), goldenTensor(outputs.read!), tolerance?.rtol);
      const gradients = tf.grads(both as never)(xs, goldenTensor(cotangents.read!));
      names.forEach((name, i) => void expectClose(gradients[i]!, goldenTensor(grads[name]!), tolerance?.rtol ?? 1e-4));
    },
  );

  describe.each([1, 3, 4, 9])("with a patch of side %i", (N) => {
    behavesAsAnOperator({
      op: ((image: Tensor, ...parts: WindowParts) => readPatch(image, windowOfParts(parts), N)) as never,
      reference: ((image: Tensor, ...parts: WindowParts) =>
        readPatchReference(image, tf.stack(parts, 1), N, exact)) as never,
      args: ({ B, N: H, W, heads: C }, seed) => [random([B, H, W, C], seed), ...someWindows(B, H, W, seed, N)],
    });
  });

  it("reads patches larger than the image, and writes them", () => {
    for (const [N, C] of [
      [64, 1],
      [33, 5],
    ] as const) {
      const window = windowOfParts(someWindows(2, 13, 10, 4, N));
      const rows = tf.stack(Object.values(window) as Tensor[], 1);
      const [image, patch] = [random([2, 13, 10, C], 2), random([2, N, N, C], 3)];
      expectClose(readPatch(image, window, N), readPatchReference(image, rows, N, exact));
      expectClose(writePatch(patch, window, [13, 10]), writePatchReference(patch, rows, [13, 10], exact));
    }
  });

  it("reads a constant image as γ times the constant", () => {
    forAny(({ B, N: H, W, S: N }, seed) => {
      const parts = someWindows(B, H, W, seed, N);
      const patch = readPatch(tf.fill([B, H, W, 2], 0.7), windowOfParts(parts), N);
      expectClose(patch, tf.mul(tf.reshape(parts[4], [B, 1, 1, 1]), tf.fill([B, N, N, 2], 0.7)));
    });
  });

  it("has the gradient of γ also where γ is 0, and none of the rest of the window", () => {
    const image = random([2, 7, 6, 2], 3);
    const [gX, gY, delta, sigma2] = [
      tf.tensor1d([3, 2.5]),
      tf.tensor1d([3, 4]),
      tf.tensor1d([1, 0.7]),
      tf.tensor1d([0.5, 1]),
    ];
    const read = (gamma: Tensor, x: Tensor) => readPatch(image, { gX: x, gY, delta, sigma2, gamma }, 3);
    const [ofGamma, ofX] = tf.grads(read as never)([tf.zeros([2]), gX]) as [Tensor, Tensor];
    expectClose(ofGamma, tf.sum(read(tf.ones([2]), gX), [1, 2, 3])); // what is read is linear in γ
    expectClose(ofX, [0, 0]);
  });

  it("is what the filters make of the image", () => {
    const window = windowOfParts(someWindows(2, 6, 7, 4));
    const { fX, fY } = filterbank(window, [6, 7], 3);
    const image = random([2, 6, 7, 1], 2);
    const product = tf.matMul(tf.matMul(fY, tf.squeeze(image, [3])), fX, false, true);
    const expected = tf.mul(tf.reshape(window.gamma, [2, 1, 1]), product);
    expectClose(tf.squeeze(readPatch(image, window, 3), [3]), expected);
  });

  it("is the transpose of writing, up to γ²", () => {
    forAny(({ B, N: H, W, S: N, heads: C }, seed) => {
      const window = windowOfParts(someWindows(B, H, W, seed, N));
      const [image, patch] = [random([B, H, W, C], seed), random([B, N, N, C], seed + 1)];
      const sums = (x: Tensor, y: Tensor) => tf.sum(tf.mul(x, y), [1, 2, 3]);
      const read = tf.div(sums(readPatch(image, window, N), patch), tf.square(window.gamma));
      expectClose(read, sums(image, writePatch(patch, window, [H, W])));
    });
  });

  it.each(extremes)("is finite with %s, its gradients too", (_, [gX, gY, delta, sigma2]) => {
    const window = windowAt(gX, gY, delta, sigma2);
    const xs = [random([1, 5, 7, 2]), ...Object.values(window)] as [Tensor, ...WindowParts];
    const f = (image: Tensor, ...parts: WindowParts) => readPatch(image, windowOfParts(parts), 3);
    expectFinite(f(...xs));
    for (const g of tf.grads(f as never)(xs, random([1, 3, 3, 2]))) expectFinite(g);
  });

  onKernels("computes no gradient that nobody asked for", async () => {
    const [image, window] = [random([1, 4, 5, 1]), windowAt(2, 2, 1, 1)];
    const namesIn = async (f: () => Tensor) => (await tf.profile(f)).kernels.map((kernel) => kernel.name);
    const ofImage = await namesIn(() => tf.grad((x: Tensor) => readPatch(x, window, 2))(image));
    expect(ofImage).toContain("ReadPatchGradImage");
    expect(ofImage).not.toContain("ReadPatchGradWindow");
    const ofWindow = await namesIn(() => tf.grad((gX: Tensor) => readPatch(image, { ...window, gX }, 2))(window.gX));
    expect(ofWindow).toContain("ReadPatchGradWindow");
    expect(ofWindow).not.toContain("ReadPatchGradImage");
  });

  it("says which argument is wrong, and how", () => {
    const window = windowAt(1, 1, 1, 1);
    expect(() => readPatch(tf.zeros([1, 3, 3]), window, 2)).toThrow(
      "readPatch: image must be [B=1, H=3, W=3, C], got [1, 3, 3]",
    );
    expect(() => readPatch(tf.zeros([2, 3, 3, 1]), window, 2)).toThrow("readPatch: window.gX must be [B=2], got [1]");
    expect(() => readPatch(tf.zeros([1, 0, 3, 1]), window, 2)).toThrow("readPatch: image must have H, W, C from 1");
    expect(() => readPatch(tf.zeros([1, 3, 3, 1]), window, 0)).toThrow("readPatch: N must be a whole number from 1");
    const { gamma: _, ...rest } = window;
    expect(() => readPatch(tf.zeros([1, 3, 3, 1]), rest as never, 2)).toThrow(
      "readPatch: window.gamma must be a float32 tensor [B], got undefined",
    );
  });
});

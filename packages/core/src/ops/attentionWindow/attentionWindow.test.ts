import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { expectClose, goldens, goldenTensor, onEveryBackend, random } from "../../testing";
import { behavesAsAnOperator } from "../memoryTests";
import { windowNames } from "../windowDims";
import { attentionWindow } from "./attentionWindow";
import { attentionWindowReference } from "./attentionWindow.reference";

/** As one tensor, `[B, 5]`. */
const rows = (raw: Tensor, size: [number, number], N: number) =>
  tf.tidy(() => {
    const window = attentionWindow(raw, size, N);
    return tf.stack(
      windowNames.map((name) => window[name]),
      1,
    );
  });

onEveryBackend("attentionWindow", () => {
  it("covers the image where all numbers are 0, by hand", () => {
    const window = attentionWindow(tf.zeros([1, 5]), [28, 28], 5);
    for (const [name, value] of Object.entries({ gX: 14.5, gY: 14.5, delta: 6.75, sigma2: 1, gamma: 1 })) {
      expectClose(window[name as "gX"], [value], 1e-7);
    }
  });

  it("moves, widens and blurs as it is told, by hand", () => {
    const raw = tf.tensor2d([[0.2, -0.3, Math.log(0.5), Math.log(0.4), 0.1]]);
    expectClose(rows(raw, [5, 6], 3), [4.2, 2.1, 1, 0.5, Math.exp(0.1)]);
  });

  it.each(goldens("draw_ops_onebased").filter(({ op }) => op === "draw_filterbank"))("agrees with $name", (golden) => {
    const { A, B, N } = golden.attrs as { A: number; B: number; N: number };
    const window = attentionWindow(goldenTensor(golden.inputs.raw!), [B, A], N);
    const names = { gX: "g_X", gY: "g_Y", delta: "delta", sigma2: "sigma2", gamma: "gamma" };
    for (const [ours, theirs] of Object.entries(names)) {
      expectClose(window[ours as "gX"], goldenTensor(golden.outputs[theirs]!));
    }
  });

  describe.each([1, 2, 5])("with N = %i", (N) => {
    behavesAsAnOperator({
      op: ((raw: Tensor) => rows(raw, [7, 4], N)) as never,
      reference: ((raw: Tensor) => attentionWindowReference(raw, [7, 4], N)) as never,
      args: ({ B }, seed) => [random([B, 5], seed)],
    });
  });

  it("says which argument is wrong, and how", () => {
    const raw = tf.zeros([2, 5]);
    expect(() => attentionWindow(tf.zeros([2, 4]), [3, 3], 2)).toThrow(
      "attentionWindow: raw must be [B=2, 5], got [2, 4]",
    );
    expect(() => attentionWindow(raw, [3] as never, 2)).toThrow("attentionWindow: size must be [H, W]");
    expect(() => attentionWindow(raw, [3, 3], 0)).toThrow("attentionWindow: N must be a whole number from 1, got 0");
  });
});

import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { expectClose, onEveryBackend, random } from "../testing";
import { columns } from "./columns";

onEveryBackend("columns", ({ backend, variant }) => {
  it.skipIf(backend !== "wasm" || variant === "none")("are what a slice gives", () => {
    const x = random([2, 3, 11]);
    for (const [from, count] of [
      [0, 11],
      [3, 1],
      [2, 5],
      [10, 1],
    ] as const) {
      const slice = tf.reshape(tf.slice(x, [0, 0, from], [2, 3, count]), [6, count]);
      expectClose(columns(x, from, count), slice, 0.5e-7);
    }
    expect(columns(tf.zeros([0, 4]), 1, 2).shape).toEqual([0, 2]);
  });
});

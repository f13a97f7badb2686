import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { expectClose, expectGolden, goldens, onEveryBackend, random } from "../../testing";
import { address, behavesAsAnOperator } from "../memoryTests";
import { readMemory } from "./readMemory";
import { readMemoryReference } from "./readMemory.reference";

onEveryBackend("readMemory", ({ backend, variant }) => {
  const onKernels = it.skipIf(backend !== "wasm" || variant === "none");

  it("sums the slots by their weights, by hand", () => {
    const memory = tf.tensor3d([1, 2, 3, 4, 5, 6, 0, 1], [1, 4, 2]);
    const weights = tf.tensor2d([[0.08160974, 0.63811418, 0.23317102, 0.04710505]]);
    expectClose(readMemory(memory, weights), tf.tensor2d([[3.16180739, 4.16180739]]), 1e-6);
  });

  it.each(goldens("ntm_ops").filter(({ op }) => op === "ntm_read"))("agrees with $name", (golden) => {
    expectGolden(golden, ["memory", "w"], "read", readMemory);
  });

  describe("with one head", () => {
    behavesAsAnOperator({
      op: readMemory as never,
      reference: readMemoryReference as never,
      args: ({ B, N, W }, seed) => [random([B, N, W], seed), address([B, N], seed + 1)],
    });
  });

  describe("with several heads", () => {
    behavesAsAnOperator({
      op: readMemory as never,
      reference: readMemoryReference as never,
      args: ({ B, N, W, heads }, seed) => [random([B, N, W], seed), address([B, heads, N], seed + 1)],
    });

    it("reads with each as if it were alone", () => {
      const [memory, weights] = [random([2, 5, 3]), address([2, 3, 5])];
      const alone = tf.unstack(weights, 1).map((w) => readMemory(memory, w));
      expectClose(readMemory(memory, weights), tf.stack(alone, 1), 1e-7);
    });
  });

  it("reads one slot by an address of one slot", () => {
    const memory = random([1, 5, 3]);
    const read = readMemory(memory, tf.tensor2d([[0, 0, 0, 1, 0]]));
    expectClose(read, tf.reshape(tf.slice(memory, [0, 3, 0], [1, 1, 3]), [1, 3]), 0.5e-7);
  });

  onKernels("computes no gradient that nobody asked for", async () => {
    const [memory, weights] = [random([1, 3, 4]), address([1, 3])];
    const namesIn = async (f: () => Tensor) => (await tf.profile(f)).kernels.map((kernel) => kernel.name);
    const ofMemory = await namesIn(() => tf.grad((m: Tensor) => readMemory(m, weights))(memory));
    expect(ofMemory).toContain("ReadMemoryGradMemory");
    expect(ofMemory).not.toContain("ReadMemoryGradWeights");
    const ofWeights = await namesIn(() => tf.grad((w: Tensor) => readMemory(memory, w))(weights));
    expect(ofWeights).toContain("ReadMemoryGradWeights");
    expect(ofWeights).not.toContain("ReadMemoryGradMemory");
  });

  it("says which argument is wrong, and how", () => {
    const memory = tf.zeros([2, 5, 3]);
    expect(() => readMemory(tf.zeros([5, 3]), tf.zeros([5, 3]))).toThrow(
      "readMemory: memory must be [B=5, N=3, W], got [5, 3]",
    );
    expect(() => readMemory(memory, tf.zeros([2, 3]))).toThrow("readMemory: weights must be [B=2, N=5], got [2, 3]");
    expect(() => readMemory(memory, tf.zeros([2, 4, 3]))).toThrow(
      "readMemory: weights must be [B=2, heads=4, N=5], got [2, 4, 3]",
    );
    expect(() => readMemory(memory, tf.zeros([2, 0, 5]))).toThrow(
      "readMemory: weights must have heads, N from 1, got [2, 0, 5]",
    );
  });
});

import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, random } from "../testing";
import { onCpu, onEveryVariant, onWasm } from "./oracle";

onEveryVariant("Transform", () => {
  it("reflects on the left as on the right", () => {
    const image = tf.tensor4d([1, 2, 3, 4], [1, 1, 4, 1]);
    const moved = tf.image.transform(
      image,
      tf.tensor2d([1, 0, -6, 0, 1, 0, 0, 0], [1, 8]),
      "nearest",
      "reflect",
      0,
      [1, 16],
    );
    expect([...moved.dataSync()]).toEqual([3, 4, 4, 3, 2, 1, 1, 2, 3, 4, 4, 3, 2, 1, 1, 2]);
  });

  it("agrees with cpu on random images and transforms", () => {
    const cases = fc.record({
      H: fc.integer({ min: 1, max: 7 }),
      W: fc.integer({ min: 1, max: 7 }),
      fillMode: fc.constantFrom("constant", "reflect", "wrap", "nearest"),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(cases, ({ H, W, fillMode, seed }) => {
        tf.tidy(() => {
          const noise = tf.mul(random([1, 8], seed + 1), tf.tensor1d([0.5, 0.5, 4, 0.5, 0.5, 4, 0.01, 0.01]));
          const transforms = tf.add(noise, tf.tensor1d([1, 0, 0, 0, 1, 0, 0, 0]));
          const inputs = { image: random([1, H, W, 3], seed), transforms };
          const call = [
            "Transform",
            inputs,
            { interpolation: "bilinear", fillMode, fillValue: 0.5, outputShape: [5, 6] },
          ] as const;
          expectClose(onWasm(...call), onCpu(...call), 1e-4);
        });
      }),
      { numRuns: 200 },
    );
  });

  it("leaks no tensors", () => {
    const image = random<tf.Tensor4D>([2, 4, 4, 1]);
    const by = tf.tensor2d([1, 0, -6, 0, 1, 0, 0, 0], [1, 8]);
    const before = tf.memory();
    tf.dispose(tf.image.transform(image, by, "bilinear", "reflect"));
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});

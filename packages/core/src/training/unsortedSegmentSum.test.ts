import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, expectGradient, random } from "../testing";
import { onCpu, onEveryVariant, onWasm } from "./oracle";

onEveryVariant("UnsortedSegmentSum", () => {
  it("sums the rows of each segment", () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    const sums = tf.unsortedSegmentSum(x, tf.tensor1d([2, 0, 2], "int32"), 3);
    expectClose(sums, tf.tensor2d([3, 4, 0, 0, 6, 8], [3, 2]));
  });

  it("drops ids outside the range, far ones too", () => {
    const ids = tf.tensor1d([-1, 2, -(2 ** 31), 2 ** 31 - 1, 0], "int32");
    const sums = tf.unsortedSegmentSum(tf.tensor1d([1, 2, 3, 4, 5]), ids, 2);
    expectClose(sums, [5, 0]);
  });

  it("keeps what is not a number in its own segment", () => {
    const sums = tf.unsortedSegmentSum(tf.tensor1d([1, Number.NaN, 2]), tf.tensor1d([0, 1, 0], "int32"), 3);
    expect([...sums.dataSync()]).toEqual([3, Number.NaN, 0]);
  });

  it.each([
    { x: [0, 2], S: 3 },
    { x: [2, 0], S: 3 },
    { x: [2, 3], S: 0 },
    { x: [0, 0], S: 0 },
  ])("takes an empty x or no segments: x $x, $S segments", ({ x: shape, S }) => {
    const ids = tf.zeros<tf.Rank.R1>([shape[0]!], "int32");
    const sums = tf.unsortedSegmentSum(tf.ones(shape), ids, S);
    expect(sums.shape).toEqual([S, shape[1]]);
    expect(sums.dataSync().every((value) => value === 0)).toBe(true);
  });

  it("agrees with cpu on random shapes, types and ids", () => {
    const cases = fc.record({
      N: fc.integer({ min: 1, max: 20 }),
      rest: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
      numSegments: fc.integer({ min: 1, max: 12 }),
      dtype: fc.constantFrom("float32" as const, "int32" as const, "bool" as const),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(cases, ({ N, rest, numSegments, dtype, seed }) => {
        tf.tidy(() => {
          const x = tf.cast(random([N, ...rest], seed, 3), dtype);
          const segmentIds = tf.randomUniform([N], -3, numSegments + 3, "int32", seed);
          const inputs = { x, segmentIds };
          const sums = onWasm("UnsortedSegmentSum", inputs, { numSegments });
          expect(sums.dtype).toBe("float32"); // as on cpu, whatever x is
          expectClose(sums, onCpu("UnsortedSegmentSum", inputs, { numSegments }));
        });
      }),
      { numRuns: 200 },
    );
  });

  it("is the gradient of gather", () => {
    const indices = tf.tensor2d([0, 3, 3, 1, 0, 3], [2, 3], "int32");
    for (const axis of [0, 1]) expectGradient((x: tf.Tensor) => tf.gather(x, indices, axis), [random([4, 5])]);
  });

  it("says which argument is wrong, and how", () => {
    const x = tf.ones([3, 2]);
    expect(() => tf.unsortedSegmentSum(x, tf.zeros([2], "int32") as tf.Tensor1D, 3)).toThrow(
      "UnsortedSegmentSum: segmentIds must be int32 [3], one for each row of x, got int32 [2]",
    );
    expect(() => tf.unsortedSegmentSum(x, tf.zeros([3], "int32") as tf.Tensor1D, -1)).toThrow(
      "UnsortedSegmentSum: numSegments must be a whole number from 0, got -1",
    );
  });

  it("leaks no tensors", () => {
    const x = tf.ones([3, 2], "int32");
    const ids = tf.tensor1d([0, 1, 1], "int32");
    const before = tf.memory();
    tf.tidy(() => void tf.unsortedSegmentSum(x, ids, 2));
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});

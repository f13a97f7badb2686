// Sum over the first axes and Add of one row: what a bias needs.
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, random } from "../testing";
import { onCpu, onEveryVariant, onWasm } from "./oracle";

const shapes = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 4 });

onEveryVariant("Sum", () => {
  it("agrees with cpu on random shapes and axes", () => {
    const cases = shapes.chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        axis: fc.subarray(
          shape.map((_, i) => i),
          { minLength: 1 },
        ),
        keepDims: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(cases, ({ shape, axis, keepDims }) => {
        tf.tidy(() => {
          const x = random(shape);
          const got = onWasm("Sum", { x }, { axis, keepDims });
          const expected = onCpu("Sum", { x }, { axis, keepDims });
          expect(got.shape).toEqual(expected.shape);
          expectClose(got, expected);
        });
      }),
      { numRuns: 300 },
    );
  });

  // around the rows that are taken together, and the blocks of them
  it.each([1, 2, 3, 4, 5, 8, 10, 63, 64, 65, 200])("sums columns of any length in rows of %i", (columns) => {
    for (const rows of [1, 2, 63, 64, 65, 1000, 5000]) {
      tf.tidy(() => expectClose(tf.sum(tf.ones([rows, columns]), 0), Array(columns).fill(rows)));
      const x = random([rows, columns], rows);
      const expected = tf.tidy(() => onCpu("Sum", { x }, { axis: 0, keepDims: false }));
      expectClose(tf.sum(x, 0), expected);
      tf.dispose([x, expected]);
    }
  });

  it("stays near the exact sum of a million numbers", () => {
    const x = tf.fill([1_000_000, 2], 0.1);
    const exact = 1_000_000 * Math.fround(0.1);
    for (const got of tf.sum(x, 0).dataSync()) expect(Math.abs(got / exact - 1)).toBeLessThan(5e-6);
  });

  it.each(["int32", "bool", "float32"] as const)("gives zeros for nothing, %s", (dtype) => {
    expect([...tf.sum(tf.zeros([0, 4], dtype), 0).dataSync()]).toEqual([0, 0, 0, 0]);
    expect([...tf.sum(tf.zeros([3, 0], dtype), 1).dataSync()]).toEqual([0, 0, 0]);
    expect(tf.sum(tf.zeros([0, 4], dtype), 0).dtype).toBe(dtype === "float32" ? "float32" : "int32");
  });

  it("counts integers and truths as tfjs does", () => {
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2], "int32");
    expect(tf.sum(x, 0).dtype).toBe("int32");
    expectClose(tf.sum(x, 0), [4, 6]);
    expectClose(tf.sum(tf.tensor2d([1, 0, 1, 1], [2, 2], "bool"), 0), [2, 1]);
  });
});

onEveryVariant("Add", () => {
  it.each([
    { a: [2, 3, 5], b: [5] },
    { a: [2, 3, 5], b: [1, 1, 5] },
    { a: [3, 2], b: [2] },
    { a: [1000, 10], b: [10] },
    { a: [7, 300], b: [1, 300] },
    { a: [0, 4], b: [4] },
    { a: [3, 0], b: [0] },
    // tfjs's own
    { a: [4, 1], b: [4] },
    { a: [2, 3], b: [2, 1] },
    { a: [5], b: [2, 5] },
    { a: [2, 3], b: [] },
    { a: [6], b: [6] },
    { a: [1], b: [1, 3] },
  ])("agrees with cpu: $a + $b", (shapes) => {
    const inputs = { a: random(shapes.a), b: random(shapes.b, 2) };
    const [got, expected] = [onWasm("Add", inputs, {}), onCpu("Add", inputs, {})];
    expect(got.shape).toEqual(expected.shape);
    expectClose(got, expected);
  });

  it("adds integers as tfjs does", () => {
    const sum = tf.add(tf.tensor2d([1, 2, 3, 4], [2, 2], "int32"), tf.tensor1d([10, 20], "int32"));
    expect(sum.dtype).toBe("int32");
    expectClose(sum, [11, 22, 13, 24]);
  });
});

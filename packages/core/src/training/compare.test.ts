// Comparisons, choices by them, means and batch normalization.
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, random } from "../testing";
import { onCpu, onEveryVariant, onWasm } from "./oracle";

const upTo = (max: number) => fc.integer({ min: 1, max });
const shapes = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 0, maxLength: 4 });

/** Small whole numbers, so that some are equal, and some that are none. */
const values = (shape: number[], seed: number) => {
  const x = tf.round(tf.mul(random(shape, seed), 2));
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0];
  return tf.tensor(
    Array.from(x.dataSync(), (value, i) => (i % 5 === 4 ? odd[(i + seed) % 4]! : value)),
    shape,
    "float32",
  );
};

onEveryVariant("comparisons", () => {
  it.each(["Greater", "GreaterEqual", "Less", "LessEqual"])("%s agrees with cpu", (name) => {
    const cases = fc.record({
      shape: shapes,
      other: fc.constantFrom("same", "single", "row", "first"),
      seed: fc.nat(1e6),
    });
    fc.assert(
      fc.property(cases, ({ shape, other, seed }) => {
        tf.tidy(() => {
          const otherShape = other === "same" ? shape : other === "row" ? shape.slice(-1) : [];
          const pair = [values(shape, seed), values(otherShape, seed + 1)] as const;
          const [a, b] = other === "first" ? [pair[1], pair[0]] : pair;
          const [got, wanted] = [onWasm(name, { a, b }, {}), onCpu(name, { a, b }, {})];
          expect([got.dtype, ...got.dataSync()]).toEqual([wanted.dtype, ...wanted.dataSync()]);
        });
      }),
      { numRuns: 200 },
    );
  });

  it.each([1, 2, 3, 4, 5, 15, 16, 17, 33])("both of %i truths, and a choice by them", (n) => {
    const truths = (seed: number) => tf.greater(random([n], seed), 0);
    const [a, b] = [truths(1), truths(2)];
    const wanted = Array.from(a.dataSync(), (one, i) => one & b.dataSync()[i]!);
    expect([...tf.logicalAnd(a, b).dataSync()]).toEqual(wanted);
    const [x, y] = [values([n], 3), values([n], 4)];
    const chosen = Array.from(x.dataSync(), (one, i) => (wanted[i] ? one : y.dataSync()[i]!));
    expect([...tf.where(tf.logicalAnd(a, b), x, y).dataSync()]).toEqual(chosen);
  });

  it("leaves other choices to tfjs", () => {
    const row = tf.tensor1d([1, 0], "bool");
    expectClose(tf.where(tf.reshape(row, [2, 1]), tf.ones([2, 3]), tf.zeros([2, 3])), [1, 1, 1, 0, 0, 0]);
    expect([...tf.where(row, tf.tensor1d([1, 2], "int32"), tf.tensor1d([3, 4], "int32")).dataSync()]).toEqual([1, 4]);
  });
});

onEveryVariant("Mean", () => {
  it("agrees with cpu on random shapes and axes", () => {
    const cases = fc.array(upTo(6), { minLength: 1, maxLength: 4 }).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        axis: fc.subarray(
          shape.map((_, i) => i),
          { minLength: 1 },
        ),
        keepDims: fc.boolean(),
        dtype: fc.constantFrom("float32" as const, "int32" as const),
      }),
    );
    fc.assert(
      fc.property(cases, ({ shape, axis, keepDims, dtype }) => {
        tf.tidy(() => {
          const x = tf.cast(tf.mul(random(shape), dtype === "int32" ? 9 : 1), dtype);
          const call = [{ x }, { axis, keepDims }] as const;
          const [got, wanted] = [onWasm("Mean", ...call), onCpu("Mean", ...call)];
          expect(got.dtype).toBe(wanted.dtype);
          expectClose(got, wanted);
        });
      }),
      { numRuns: 300 },
    );
  });
});

onEveryVariant("FusedBatchNorm", () => {
  it("agrees with cpu, with and without offset and scale, for each channel or each number", () => {
    const cases = fc.record({
      shape: fc.tuple(upTo(3), upTo(4), upTo(4), upTo(19)),
      offset: fc.boolean(),
      scale: fc.boolean(),
      full: fc.boolean(),
      seed: fc.nat(1e6),
    });
    fc.assert(
      fc.property(cases, ({ shape, offset, scale, full, seed }) => {
        tf.tidy(() => {
          const parameters = (k: number) => random(full ? shape : shape.slice(-1), seed + k);
          const inputs = {
            x: random(shape, seed),
            mean: parameters(1),
            variance: tf.abs(parameters(2)),
            ...(offset && { offset: parameters(3) }),
            ...(scale && { scale: parameters(4) }),
          };
          const call = ["FusedBatchNorm", inputs, { varianceEpsilon: 0.001 }] as const;
          expectClose(onWasm(...call), onCpu(...call));
        });
      }),
      { numRuns: 200 },
    );
  });
});

// Slice, Tile and its gradient: parts of tensors, and tensors that are repeated.
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, expectGradient, onEveryBackend, random } from "../testing";
import { onCpu, onEveryVariant, onWasm } from "./oracle";

const upTo = (max: number) => fc.integer({ min: 1, max });
const types = fc.constantFrom("float32" as const, "int32" as const, "bool" as const);
const numbers = (shape: number[], dtype: "float32" | "int32" | "bool", seed: number) =>
  tf.cast(tf.mul(random(shape, seed), dtype === "bool" ? 0.7 : 10), dtype);

onEveryVariant("Slice", () => {
  it("agrees with cpu on random parts", () => {
    const axis = fc.record({ side: upTo(7), from: fc.double({ min: 0, max: 1, noNaN: true }), all: fc.boolean() });
    const cases = fc.record({ axes: fc.array(axis, { minLength: 1, maxLength: 5 }), dtype: types, seed: fc.nat() });
    fc.assert(
      fc.property(cases, ({ axes, dtype, seed }) => {
        tf.tidy(() => {
          const begin = axes.map(({ side, from, all }) => (all ? 0 : Math.floor(from * side)));
          const size = axes.map(({ side, all }, i) => (all ? -1 : Math.ceil((side - begin[i]!) / 2)));
          const x = numbers(
            axes.map(({ side }) => side),
            dtype,
            seed,
          );
          const call = ["Slice", { x }, { begin, size }] as const;
          const [got, wanted] = [onWasm(...call), onCpu(...call)];
          expect(got.dtype).toBe(wanted.dtype);
          expectClose(got, wanted);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("takes nothing of nothing", () => {
    expect(tf.slice(tf.zeros([0, 3]), [0, 1], [0, 2]).shape).toEqual([0, 2]);
    expect(tf.slice(tf.zeros([4, 3]), [2, 0], [0, 3]).shape).toEqual([0, 3]);
  });
});

onEveryVariant("Tile", () => {
  it("agrees with cpu on random shapes and repetitions", () => {
    const axis = fc.tuple(fc.constantFrom(0, 1, 1, 2, 3, 5), fc.constantFrom(1, 1, 2, 3, 5));
    const cases = fc.record({ axes: fc.array(axis, { minLength: 1, maxLength: 5 }), dtype: types, seed: fc.nat() });
    fc.assert(
      fc.property(cases, ({ axes, dtype, seed }) => {
        tf.tidy(() => {
          const x = numbers(
            axes.map(([side]) => side),
            dtype,
            seed,
          );
          const call = ["Tile", { x }, { reps: axes.map(([, rep]) => rep) }] as const;
          const [got, wanted] = [onWasm(...call), onCpu(...call)];
          expect(got.dtype).toBe(wanted.dtype);
          expectClose(got, wanted);
        });
      }),
      { numRuns: 300 },
    );
  });

  it.each([1, 3, 4, 5, 16, 17])("repeats single numbers and rows %i times", (times) => {
    expectClose(tf.tile(tf.tensor2d([1, 2], [2, 1]), [1, times]), [...Array(times).fill(1), ...Array(times).fill(2)]);
    expectClose(
      tf.tile(tf.tensor2d([1, 2], [1, 2]), [times, 1]),
      Array.from({ length: 2 * times }, (_, i) => 1 + (i % 2)),
    );
  });
});

onEveryBackend("Tile's gradient", () => {
  it("is the sum over the repetitions", () => {
    expectGradient(((x: tf.Tensor) => tf.tile(x, [2, 1, 3])) as never, [random([3, 2, 2])]);
    expectGradient(((x: tf.Tensor) => tf.tile(x, [4])) as never, [random([3])]);
    expectGradient(((x: tf.Tensor) => tf.tile(x, [2, 3, 4, 1])) as never, [random([1, 1, 1, 5])]);
    expectGradient(((x: tf.Tensor) => tf.tile(x, [1, 1])) as never, [random([2, 3])]);
  });
});

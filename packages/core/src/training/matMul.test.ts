import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, expectGradient, random } from "../testing";
import { onCpu, onEveryVariant, onWasm } from "./oracle";

const side = fc.integer({ min: 1, max: 20 });
const products = fc.record({
  M: side,
  N: side,
  K: fc.integer({ min: 1, max: 40 }),
  outer: fc.constantFrom(
    [[], []],
    [[3], [3]],
    [[3], [1]],
    [[1], [3]],
    [
      [2, 3],
      [2, 3],
    ],
    [
      [1, 1],
      [2, 3],
    ],
    [[4], []],
  ),
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
  seed: fc.nat(),
});

onEveryVariant("BatchMatMul", () => {
  const name = "BatchMatMul";

  it("agrees with cpu on random sizes, batches and transposes", () => {
    fc.assert(
      fc.property(products, ({ M, N, K, outer, transposeA, transposeB, seed }) => {
        tf.tidy(() => {
          const a = random([...outer[0]!, ...(transposeA ? [K, M] : [M, K])], seed);
          const b = random([...outer[1]!, ...(transposeB ? [N, K] : [K, N])], seed + 1);
          const attrs = { transposeA, transposeB };
          const got = onWasm(name, { a, b }, attrs);
          expectClose(got, onCpu(name, { a, b }, attrs));
        });
      }),
      { numRuns: 300 },
    );
  });

  it("leaves to tfjs what it does not do: batches of which neither is one", () => {
    const [a, b] = [tf.ones([2, 1, 2, 3]), tf.ones([1, 2, 3, 2])];
    expect(onWasm(name, { a, b }, { transposeA: false, transposeB: false }).shape).toEqual([2, 2, 2, 2]);
  });

  it("has the right gradients", () => {
    const inputs = [random<tf.Tensor2D>([3, 5]), random<tf.Tensor2D>([5, 6], 2)] as const;
    expectGradient((a: tf.Tensor2D, b: tf.Tensor2D) => tf.matMul(a, b), [...inputs]);
  });

  it("takes empty matrices, where tfjs's own ends the program", () => {
    const attrs = { transposeA: false, transposeB: false };
    expectClose(onWasm(name, { a: tf.ones([2, 0]), b: tf.ones([0, 3]) }, attrs), tf.zeros([2, 3]));
    expectClose(onWasm(name, { a: tf.ones([1, 0]), b: tf.ones([0, 3]) }, attrs), tf.zeros([1, 3]));
    expect(onWasm(name, { a: tf.ones([0, 2]), b: tf.ones([2, 3]) }, attrs).shape).toEqual([0, 3]);
    expect(onWasm(name, { a: tf.ones([0, 4, 2]), b: tf.ones([1, 2, 3]) }, attrs).shape).toEqual([0, 4, 3]);
  });

  it("says what does not fit", () => {
    expect(() => tf.matMul(tf.ones([2, 3]), tf.ones([2, 3]))).toThrow(
      "BatchMatMul: a and b must fit: 3 columns meet 2 rows, got [2, 3] and [2, 3]",
    );
  });
});

onEveryVariant("_FusedMatMul", () => {
  const activations = ["linear", "relu", "relu6", "elu", "sigmoid"] as const;
  it.each(activations)("adds the bias and applies %s", (activation) => {
    const [a, b] = [tf.mul(random([7, 9]), 4) as tf.Tensor2D, random<tf.Tensor2D>([9, 10], 2)];
    const bias = random([10], 3);
    const after = { linear: tf.clone, relu: tf.relu, relu6: tf.relu6, elu: tf.elu, sigmoid: tf.sigmoid }[activation];
    expectClose(tf.fused.matMul({ a, b, bias, activation }), after(tf.add(tf.matMul(a, b), bias)));
    expectClose(tf.fused.matMul({ a, b, activation }), after(tf.matMul(a, b)));
    const whole = random([7, 10], 4);
    expectClose(tf.fused.matMul({ a, b, bias: whole, activation }), after(tf.add(tf.matMul(a, b), whole)));
  });

  it.each([[[]], [[1]], [[10]], [[1, 10]], [[7, 1]], [[7, 10]]])(
    "adds a bias of any shape that spreads: %j",
    (shape) => {
      const [a, b] = [random<tf.Tensor2D>([7, 9]), random<tf.Tensor2D>([9, 10], 2)];
      const bias = random(shape, 3);
      for (const [rows, activation] of [
        [7, "relu"],
        [7, "linear"],
        [1, "elu"],
        [1, "linear"],
      ] as const) {
        if (rows === 1 && shape[0] === 7) continue;
        const part = tf.slice(a, [0, 0], [rows, 9]);
        const sums = tf.add(tf.matMul(part, b), bias);
        const expected = { relu: tf.relu, linear: tf.clone, elu: tf.elu }[activation](sums);
        expectClose(tf.fused.matMul({ a: part, b, bias, activation }), expected);
      }
    },
  );

  it("lets what is not a number through, in one row as in many", () => {
    for (const rows of [1, 2]) {
      const a = tf.tensor2d(Array(rows).fill([Number.NaN, 1]));
      for (const activation of ["linear", "relu", "relu6"] as const) {
        for (const bias of [tf.zeros([3]), tf.zeros([1])]) {
          const got = tf.fused.matMul({ a, b: tf.ones([2, 3]), bias, activation });
          expect([...got.dataSync()]).toEqual(Array(rows * 3).fill(Number.NaN));
        }
      }
    }
  });
});

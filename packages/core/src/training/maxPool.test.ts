import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, expectGradient, random } from "../testing";
import { pads, tuples } from "./arbitraries";
import { onCpu, onCpuAll, onEveryVariant, onWasm } from "./oracle";

onEveryVariant("MaxPoolGrad", () => {
  const pool2 = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid");

  it("sends the gradient to the largest although all are negative", () => {
    const x = tf.tensor4d([-4, -1, -3, -2], [1, 2, 2, 1]);
    expectClose(tf.grad(pool2)(x), tf.tensor4d([0, 1, 0, 0], [1, 2, 2, 1]));
  });

  it("gives ties to the first", () => {
    const x = tf.tensor4d([0, 7, 7, 7], [1, 2, 2, 1]);
    expectClose(tf.grad(pool2)(x), tf.tensor4d([0, 1, 0, 0], [1, 2, 2, 1]));
  });

  it("passes over what is not a number", () => {
    const x = tf.tensor4d([Number.NaN, -1, Number.NaN, -2], [1, 2, 2, 1]);
    expectClose(tf.grad(pool2)(x), tf.tensor4d([0, 1, 0, 0], [1, 2, 2, 1]));
    expectClose(tf.grad(pool2)(tf.fill([1, 2, 2, 1], Number.NaN)), tf.zeros([1, 2, 2, 1]));
  });

  it("agrees with cpu on random shapes, windows and paddings", () => {
    const cases = fc.record({
      shape: fc.tuple(fc.integer({ min: 1, max: 2 }), sides, sides, fc.integer({ min: 1, max: 9 })),
      filterSize: tuples(5),
      strides: tuples(4),
      padding: pads(3),
      values: fc.constantFrom("normal", "ties", "negative", "not finite"),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(cases, ({ shape, filterSize, strides, padding, values, seed }) => {
        tf.tidy(() => {
          const attrs = { filterSize, strides, ...padding };
          const { pad, dimRoundingMode } = padding;
          const { outShape } = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
          fc.pre(outShape.every((n) => n > 0));
          const input = images(shape, values, seed);
          const inputs = { dy: random(outShape, seed + 1), input, output: tf.zeros(outShape) };
          expectClose(onWasm("MaxPoolGrad", inputs, attrs), onCpu("MaxPoolGrad", inputs, attrs));
        });
      }),
      { numRuns: 300 },
    );
  });

  it("reads a dy that the rounding mode made larger, of which tfjs does not tell the gradient", () => {
    const input = random([1, 5, 5, 3]);
    const inputs = { dy: random([1, 3, 3, 3]), input, output: tf.zeros([1, 3, 3, 3]) };
    const attrs = { filterSize: 2, strides: 2, pad: 0 };
    expectClose(onWasm("MaxPoolGrad", inputs, attrs), onCpu("MaxPoolGrad", inputs, attrs));
  });

  it("has the right gradient", () => {
    const x = tf.reshape(tf.mul(tf.cast(tf.randomUniform([72], -50, 50, "int32", 3), "float32"), 0.3), [1, 6, 4, 3]);
    const distinct = tf.add(x, tf.reshape(tf.mul(tf.range(0, 72), 0.004), x.shape)) as tf.Tensor4D;
    expectGradient((y: tf.Tensor4D) => tf.maxPool(y, [3, 2], [2, 1], "same"), [distinct], { step: 1e-3 });
  });

  it("takes integers and an empty batch", () => {
    const input = tf.tensor4d([-4, -1, -3, -2], [1, 2, 2, 1], "int32");
    const one = tf.ones([1, 1, 1, 1], "int32");
    const attrs = { filterSize: 2, strides: 1, pad: 0 };
    expectClose(onWasm("MaxPoolGrad", { dy: one, input, output: one }, attrs), [0, 1, 0, 0]);
    const none = tf.zeros([0, 1, 1, 1]);
    const dx = onWasm("MaxPoolGrad", { dy: none, input: tf.zeros([0, 2, 2, 1]), output: none }, attrs);
    expect(dx.shape).toEqual([0, 2, 2, 1]);
  });

  it("says which argument is wrong, and how", () => {
    const input = tf.ones([1, 4, 4, 2]);
    const run = (dy: tf.Tensor, attrs: object) => () =>
      onWasm("MaxPoolGrad", { dy, input, output: dy }, { filterSize: 2, strides: 2, pad: 0, ...attrs });
    expect(run(tf.ones([1, 2, 1, 2]), {})).toThrow("MaxPoolGrad: dy must be [1, 2, 2, 2], got [1, 2, 1, 2]");
    expect(run(tf.ones([1, 2, 2, 3]), {})).toThrow("MaxPoolGrad: dy must be [1, 2, 2, 2], got [1, 2, 2, 3]");
    expect(run(tf.ones([1, 2, 2, 2]), { strides: 0 })).toThrow(
      "MaxPoolGrad: strides must be whole numbers from 1, got 0, 0",
    );
    expect(run(tf.ones([1, 2, 2, 2]), { pad: 0.5 })).toThrow("MaxPoolGrad: pad must be of whole numbers, got 0.5, 0.5");
  });

  it("leaks no tensors", () => {
    const x = random<tf.Tensor4D>([1, 4, 4, 3]);
    const before = tf.memory();
    tf.tidy(() => void tf.grad(pool2)(x));
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});

onEveryVariant("MaxPoolWithArgmax", () => {
  const attrs = { filterSize: 2, strides: 2, pad: "valid", includeBatchInIndex: false };

  it("finds the largest and its place although all are negative", () => {
    const x = tf.tensor4d([-4, -1, -3, -2, -8, -7, -6, -5], [2, 2, 2, 1]);
    for (const includeBatchInIndex of [false, true]) {
      const [out, where] = both("MaxPoolWithArgmax", { x }, { ...attrs, includeBatchInIndex });
      expectClose(out!, tf.tensor4d([-1, -5], [2, 1, 1, 1]));
      expect([...where!.dataSync()]).toEqual([1, includeBatchInIndex ? 7 : 3]);
    }
  });

  it("agrees with cpu on random shapes, windows and paddings", () => {
    const cases = fc.record({
      shape: fc.tuple(fc.integer({ min: 1, max: 3 }), sides, sides, fc.integer({ min: 1, max: 9 })),
      filterSize: tuples(4),
      strides: tuples(3),
      pad: fc.constantFrom("valid", "same"),
      includeBatchInIndex: fc.boolean(),
      values: fc.constantFrom("normal", "ties", "negative", "not finite"),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(cases, ({ shape, values, seed, ...options }) => {
        tf.tidy(() => {
          const { filterSize, strides, pad } = options;
          const { outShape } = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad as "same");
          fc.pre(outShape.every((n) => n > 0));
          const call = ["MaxPoolWithArgmax", { x: images(shape, values, seed) }, options] as const;
          const [ours, theirs] = [both(...call), onCpuAll(...call)];
          expectClose(ours[0]!, theirs[0]!);
          expect([...ours[1]!.dataSync()]).toEqual([...theirs[1]!.dataSync()]);
        });
      }),
      { numRuns: 200 },
    );
  });

  it("keeps the type of integers", () => {
    const [out] = both("MaxPoolWithArgmax", { x: tf.tensor4d([-4, -1, -3, -2], [1, 2, 2, 1], "int32") }, attrs);
    expect([out!.dtype, ...out!.dataSync()]).toEqual(["int32", -1]);
  });

  const both = (name: string, inputs: Record<string, tf.Tensor>, attributes: object) =>
    onWasm(name, inputs, attributes) as unknown as tf.Tensor[];
});

onEveryVariant("MaxPool3D and its gradient", () => {
  const pool2 = (x: tf.Tensor) => tf.maxPool3d(x as tf.Tensor5D, 2, 2, "valid");
  it("find the largest although all are negative", () => {
    const negative = tf.tensor5d([-4, -1, -3, -2, -8, -7, -6, -5], [1, 2, 2, 2, 1]);
    expectClose(pool2(negative), tf.fill([1, 1, 1, 1, 1], -1));
    expectClose(tf.grad(pool2)(negative), tf.tensor5d([0, 1, 0, 0, 0, 0, 0, 0], [1, 2, 2, 2, 1]));
  });

  it("agree with cpu on random shapes, windows and paddings", () => {
    const upTo = (max: number) => fc.integer({ min: 1, max });
    const triples = (max: number) => fc.tuple(upTo(max), upTo(max), upTo(max));
    const cases = fc.record({
      shape: fc.tuple(upTo(2), upTo(6), upTo(7), upTo(7), upTo(9)),
      // cpu's gradient takes the height of a window for its width
      filterSize: fc.tuple(upTo(3), upTo(4)).map(([depth, side]): [number, number, number] => [depth, side, side]),
      strides: fc.oneof(triples(3), upTo(3)),
      padding: fc.oneof(
        fc.record({ pad: fc.constantFrom("valid" as const, "same" as const) }),
        fc.record({
          pad: fc.nat(2),
          dimRoundingMode: fc.constantFrom("floor" as const, "round" as const, "ceil" as const),
        }),
      ),
      values: fc.constantFrom("normal", "negative", "not finite"),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(cases, ({ shape, filterSize, strides, padding, values, seed }) => {
        tf.tidy(() => {
          const attrs = { filterSize, strides, ...padding };
          const { pad, dimRoundingMode } = { dimRoundingMode: undefined, ...padding };
          const { outShape } = tf.backend_util.computePool3DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
          fc.pre(outShape.every((n) => n > 0));
          const x = values === "not finite" ? images(shape, values, seed) : distinct(shape, values, seed);
          expectClose(onWasm("MaxPool3D", { x }, attrs), onCpu("MaxPool3D", { x }, attrs));
          if (values === "not finite") return; // cpu sends the gradient of a window of −∞ to its last place
          const inputs = { dy: random(outShape, seed + 1), input: x, output: tf.zeros(outShape) };
          expectClose(onWasm("MaxPool3DGrad", inputs, attrs), onCpu("MaxPool3DGrad", inputs, attrs));
        });
      }),
      { numRuns: 200 },
    );
  });

  it("have the right gradient, also where a window is wider than high", () => {
    const x = tf.reshape(
      tf.mul(tf.cast(tf.randomUniform([144], -50, 50, "int32", 3), "float32"), 0.3),
      [1, 3, 4, 4, 3],
    );
    const distinct = tf.add(x, tf.reshape(tf.mul(tf.range(0, 144), 0.002), x.shape)) as tf.Tensor5D;
    expectGradient((y: tf.Tensor5D) => tf.maxPool3d(y, [2, 1, 3], [1, 1, 2], "same"), [distinct], { step: 5e-4 });
  });

  it("say which argument is wrong, and how", () => {
    const input = tf.ones([1, 4, 4, 4, 2]);
    const run = (dy: tf.Tensor, attrs: object) => () =>
      onWasm("MaxPool3DGrad", { dy, input, output: dy }, { filterSize: 2, strides: 2, pad: 0, ...attrs });
    expect(run(tf.ones([1, 2, 1, 2, 2]), {})).toThrow("MaxPool3DGrad: dy must be [1, 2, 2, 2, 2], got [1, 2, 1, 2, 2]");
    expect(run(tf.ones([1, 2, 2, 2, 2]), { strides: 0 })).toThrow("must be whole numbers from 1, got 2,2,2 and 0,0,0");
  });
});

/** Whole numbers in a random order, none twice: cpu gives ties in volumes to the last. */
function distinct(shape: number[], values: string, seed: number): tf.Tensor {
  const draws = random(shape, seed).dataSync();
  const order = Array.from(draws, (_, i) => i).sort((i, j) => draws[i]! - draws[j]!);
  const ranks = new Float32Array(draws.length);
  order.forEach((place, rank) => {
    ranks[place] = values === "negative" ? -1 - rank : rank - draws.length / 2;
  });
  return tf.tensor(ranks, shape);
}

const sides = fc.integer({ min: 1, max: 9 });

function images(shape: number[], values: string, seed: number): tf.Tensor {
  const normal = random(shape, seed);
  if (values === "ties") return tf.round(normal);
  if (values === "negative") return tf.sub(tf.neg(tf.abs(normal)), 1);
  if (values !== "not finite") return normal;
  const odd = [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return tf.tensor(
    Float32Array.from(normal.dataSync(), (value, i) => (i % 3 ? odd[(i + seed) % 4] : value) ?? value),
    shape,
  );
}

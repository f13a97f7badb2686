import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, random } from "../testing";
import { convolutions, tuples } from "./arbitraries";
import { type ConvolutionAttrs, convolution } from "./convolution";
import { onCpu, onEveryVariant, onWasm } from "./oracle";
import type { Shape4D, Tuple } from "./window";

function fits(inShape: Shape4D, filterShape: Shape4D, attrs: ConvolutionAttrs & { dilations: Tuple }): boolean {
  const { h, w } = convolution("Conv2D", inShape, filterShape, attrs, attrs.dilations).sizes;
  return h > 0 && w > 0;
}

onEveryVariant("Conv2D", () => {
  const name = "Conv2D";
  const plain = { strides: 1, pad: "valid", dataFormat: "NHWC", dilations: 1 };

  it("sums what the window sees times the weights", () => {
    const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
    const filter = tf.tensor4d([1, 10, 100, 1000], [2, 2, 1, 1]);
    expectClose(onWasm(name, { x, filter }, plain), tf.tensor4d([5421, 6532, 8754, 9865], [1, 2, 2, 1]));
  });

  it("agrees with cpu on random shapes, strides, dilations, paddings and formats", () => {
    fc.assert(
      fc.property(
        convolutions,
        tuples(3),
        ({ inShape, filterShape, strides, padding, dataFormat, seed }, dilations) => {
          tf.tidy(() => {
            const inputs = { x: random(inShape, seed), filter: random(filterShape, seed + 1) };
            const attrs = { strides, dataFormat, dilations, ...padding };
            fc.pre(fits(inShape, filterShape, attrs));
            expectClose(onWasm(name, inputs, attrs), onCpu(name, inputs, attrs));
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  // widths and outputs around a tile's, and one pixel at a time
  it.each([1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 16, 20, 24, 28])(
    "agrees with cpu for %i outputs in rows of as many",
    (n) => {
      const inputs = { x: random([2, 3, n + 2, 3]), filter: random([2, 3, 3, n], 2) };
      expectClose(onWasm(name, inputs, plain), onCpu(name, inputs, plain));
      const pixels = { x: random([2, 2, n, 5]), filter: random([1, 1, 5, n], 2) };
      expectClose(onWasm(name, pixels, plain), onCpu(name, pixels, plain));
    },
  );

  it.each([
    { side: 80, Ci: 48, strides: 1, dilations: 1 },
    { side: 121, Ci: 62, strides: 2, dilations: 1 },
    { side: 300, Ci: 20, strides: 1, dilations: 7 },
  ])("agrees with cpu in bands: $side × $side × $Ci, strides $strides, dilations $dilations", (sizes) => {
    const { side, Ci, strides, dilations } = sizes;
    const inputs = { x: random([1, side, side, Ci]), filter: random([3, 3, Ci, 2], 2) };
    const attrs = { strides, dilations, pad: "same", dataFormat: "NHWC" };
    expectClose(onWasm(name, inputs, attrs), onCpu(name, inputs, attrs));
  });

  it("takes integers, an empty batch and a filter that just does not fit", () => {
    const ones = (...shape: number[]) => tf.ones(shape, "int32");
    expectClose(onWasm(name, { x: ones(1, 2, 2, 1), filter: ones(2, 2, 1, 1) }, plain), [4]);
    const filter = tf.ones([2, 2, 1, 3]);
    expect(onWasm(name, { x: tf.zeros([0, 3, 3, 1]), filter }, plain).shape).toEqual([0, 2, 2, 3]);
    expect(onWasm(name, { x: tf.zeros([1, 1, 5, 1]), filter }, plain).shape).toEqual([1, 0, 4, 3]);
  });

  it("lets what is not a number through", () => {
    const x = tf.tensor4d([Number.NaN, 1, Number.POSITIVE_INFINITY, -1], [1, 2, 2, 1]);
    const filter = tf.ones<tf.Rank.R4>([1, 1, 1, 5]);
    const got = [...onWasm("FusedConv2D", { x, filter }, { ...plain, activation: "relu" }).dataSync()];
    expect(got.slice(0, 5)).toEqual(Array(5).fill(Number.NaN));
    expect(got.slice(10, 15)).toEqual(Array(5).fill(Number.POSITIVE_INFINITY));
  });

  it("says which argument is wrong, and how", () => {
    const run = (filter: tf.Tensor, more: object) => () =>
      onWasm(name, { x: tf.ones([1, 3, 3, 2]), filter }, { ...plain, ...more });
    expect(run(tf.ones([2, 2, 1, 1]), {})).toThrow("Conv2D: the filter must be for 2 channels, got [2, 2, 1, 1]");
    expect(run(tf.ones([2, 2, 2, 1]), { strides: [1, 0] })).toThrow(
      "Conv2D: strides must be whole numbers from 1, got 1, 0",
    );
    expect(run(tf.ones([5, 1, 2, 1]), {})).toThrow(
      "Conv2D: a filter of 5 × 1 must fit into x with its padding, got [1,3,3,2]",
    );
  });

  it("leaks nothing", () => {
    const [x, filter] = [random<tf.Tensor4D>([1, 4, 4, 3]), random<tf.Tensor4D>([2, 2, 3, 5])];
    const before = tf.memory();
    tf.tidy(() => void tf.conv2d(x, filter, 1, "same"));
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});

onEveryVariant("FusedConv2D", () => {
  const activations = ["linear", "relu", "relu6", "elu", "prelu", "leakyrelu", "sigmoid"] as const;

  it.each(activations)("adds the bias and applies %s", (activation) => {
    const [x, filter] = [
      tf.mul(random<tf.Tensor4D>([2, 5, 6, 3]), 4) as tf.Tensor4D,
      random<tf.Tensor4D>([3, 3, 3, 10], 2),
    ];
    const bias = tf.mul(random<tf.Tensor1D>([10], 3), 4) as tf.Tensor1D;
    const slopes = tf.fill([10], 0.25);
    const got = tf.fused.conv2d({
      x,
      filter,
      bias,
      strides: 1,
      pad: "same",
      activation,
      ...(activation === "prelu" && { preluActivationWeights: slopes }),
      leakyreluAlpha: 0.2,
    });
    const sums = tf.add(tf.conv2d(x, filter, 1, "same"), bias);
    const after: Record<typeof activation, (t: tf.Tensor) => tf.Tensor> = {
      linear: tf.clone,
      relu: tf.relu,
      relu6: tf.relu6,
      elu: tf.elu,
      prelu: (t) => tf.prelu(t, slopes),
      leakyrelu: (t) => tf.leakyRelu(t, 0.2),
      sigmoid: tf.sigmoid,
    };
    expectClose(got, after[activation](sums));
  });

  it.each(activations.filter((name) => name !== "prelu"))(
    "applies %s where tfjs's own takes wrong paddings: strides larger than the filter",
    (activation) => {
      const [x, filter] = [random<tf.Tensor4D>([2, 8, 7, 2]), random<tf.Tensor4D>([2, 2, 2, 3], 2)];
      const attrs = { strides: 4, pad: "same", dataFormat: "NHWC", dilations: 1, activation, leakyreluAlpha: 0.2 };
      expectClose(onWasm("FusedConv2D", { x, filter }, attrs), onCpu("FusedConv2D", { x, filter }, attrs));
    },
  );

  it.each(activations.filter((name) => name !== "prelu"))(
    "agrees with cpu with %s on random shapes, strides, dilations, paddings and formats",
    (activation) => {
      fc.assert(
        fc.property(convolutions, ({ inShape, filterShape, strides, padding, dataFormat, seed }) => {
          tf.tidy(() => {
            const inputs = {
              x: random(inShape, seed),
              filter: random(filterShape, seed + 1),
              bias: random([filterShape[3]], 3),
            };
            const attrs = { strides, dataFormat, dilations: 1, activation, leakyreluAlpha: 0.2, ...padding };
            expectClose(onWasm("FusedConv2D", inputs, attrs), onCpu("FusedConv2D", inputs, attrs));
          });
        }),
        { numRuns: 60 },
      );
    },
  );

  it.each([[[]], [[1]], [[3]], [[1, 1, 3]]])("adds a bias of any shape that spreads: %j", (shape) => {
    const [x, filter] = [random<tf.Tensor4D>([2, 6, 6, 2]), random<tf.Tensor4D>([2, 2, 2, 3], 2)];
    const bias = random(shape, 3);
    const attrs = { strides: 1, pad: "valid", dataFormat: "NHWC", dilations: 1 };
    for (const B of [1, 4]) {
      const part = tf.tile(tf.slice(x, [0, 0, 0, 0], [1, 6, 6, 2]), [B, 1, 1, 1]) as tf.Tensor4D;
      const sums = tf.add(tf.conv2d(part, filter, 1, "valid"), bias);
      const run = (activation: string) => onWasm("FusedConv2D", { x: part, filter, bias }, { ...attrs, activation });
      expectClose(run("linear"), sums);
      expectClose(run("relu"), tf.relu(sums));
      expectClose(run("elu"), tf.elu(sums));
    }
  });

  it("clamps what is not a number to nothing else, at few positions as at many", () => {
    for (const B of [1, 8]) {
      const x = tf.fill([B, 4, 4, 1], Number.NaN) as tf.Tensor4D;
      for (const activation of ["linear", "relu"] as const) {
        const got = tf.fused.conv2d({ x, filter: tf.ones([2, 2, 1, 1]), strides: 1, pad: "valid", activation });
        expect([...got.dataSync()].every(Number.isNaN)).toBe(true);
      }
    }
  });

  it("leaks nothing, whatever the activation", () => {
    const [x, filter] = [random<tf.Tensor4D>([4, 8, 8, 2]), random<tf.Tensor4D>([2, 2, 2, 3], 2)];
    const before = tf.memory();
    for (const activation of ["relu", "elu", "sigmoid"] as const) {
      tf.tidy(() => void tf.fused.conv2d({ x, filter, strides: 1, pad: "same", activation }));
    }
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });

  it("does without a bias", () => {
    const [x, filter] = [random<tf.Tensor4D>([2, 5, 6, 3]), random<tf.Tensor4D>([3, 3, 3, 6], 2)];
    const got = tf.fused.conv2d({ x, filter, strides: 2, pad: "valid", activation: "relu" });
    expectClose(got, tf.relu(tf.conv2d(x, filter, 2, "valid")));
  });
});

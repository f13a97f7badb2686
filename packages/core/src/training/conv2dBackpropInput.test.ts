import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, expectGradient, random } from "../testing";
import { convolutions } from "./arbitraries";
import { onCpu, onEveryVariant, onWasm } from "./oracle";

onEveryVariant("Conv2DBackpropInput", () => {
  const name = "Conv2DBackpropInput";

  it("gives each pixel what the outputs that saw it make of the weights", () => {
    const filter = tf.tensor4d([1, 2, 3, 4], [2, 2, 1, 1]);
    const dy = tf.tensor4d([1, 10, 100, 1000], [1, 2, 2, 1]);
    const attrs = { strides: 1, pad: "valid", dataFormat: "NHWC", inputShape: [1, 3, 3, 1] };
    const expected = [1, 12, 20, 103, 1234, 2040, 300, 3400, 4000];
    expectClose(onWasm(name, { dy, filter }, attrs), tf.tensor4d(expected, [1, 3, 3, 1]));
  });

  it("agrees with cpu on random shapes, strides, paddings and formats", () => {
    fc.assert(
      fc.property(convolutions, ({ inShape, outShape, filterShape, strides, padding, dataFormat, seed }) => {
        tf.tidy(() => {
          const inputs = { dy: random(outShape, seed), filter: random(filterShape, seed + 1) };
          const attrs = { strides, dataFormat, inputShape: inShape, ...padding };
          expectClose(onWasm(name, inputs, attrs), onCpu(name, inputs, attrs));
        });
      }),
      { numRuns: 300 },
    );
  });

  // more than one band of rows
  it.each([
    { side: 80, Co: 64, strides: 1 },
    { side: 121, Co: 62, strides: 2 },
  ])("agrees with cpu in pieces: $side × $side, $Co filters, strides $strides", ({ side, Co, strides }) => {
    const out = Math.ceil(side / strides);
    const inputs = { dy: random([1, out, out, Co]), filter: random([3, 3, 1, Co], 2) };
    const attrs = { strides, pad: "same", dataFormat: "NHWC", inputShape: [1, side, side, 1] };
    expectClose(onWasm(name, inputs, attrs), onCpu(name, inputs, attrs));
  });

  it("reads a dy that the rounding mode made larger, of which tfjs does not tell the gradient", () => {
    const inputs = { dy: random([2, 3, 3, 5]), filter: random([3, 3, 2, 5]) };
    const attrs = { strides: 2, pad: 0, dataFormat: "NHWC", inputShape: [2, 6, 6, 2] };
    expectClose(onWasm(name, inputs, attrs), onCpu(name, inputs, attrs));
  });

  it("has the right gradients, as the image's gradient and as a transposed convolution", () => {
    const [x, filter] = [random<tf.Tensor4D>([2, 5, 4, 2]), random<tf.Tensor4D>([3, 2, 2, 5])];
    expectGradient((image: tf.Tensor4D) => tf.conv2d(image, filter, [1, 2], "same"), [x]);
    const transpose = (y: tf.Tensor4D, weights: tf.Tensor4D) => tf.conv2dTranspose(y, weights, [2, 5, 4, 2], 2, "same");
    expectGradient(transpose, [random([2, 3, 2, 5]), filter]);
  });

  it("takes integers, an empty batch and a filter larger than the image", () => {
    const attrs = { strides: 1, pad: "valid", dataFormat: "NHWC", inputShape: [1, 2, 2, 1] };
    const ones = (...shape: number[]) => tf.ones(shape, "int32");
    expectClose(onWasm(name, { dy: ones(1, 1, 1, 1), filter: ones(2, 2, 1, 1) }, attrs), [1, 1, 1, 1]);
    const filter = tf.ones([2, 2, 1, 1]);
    const none = onWasm(name, { dy: tf.zeros([0, 1, 1, 1]), filter }, { ...attrs, inputShape: [0, 2, 2, 1] });
    expect(none.shape).toEqual([0, 2, 2, 1]);
    const small = { ...attrs, inputShape: [1, 1, 2, 1] };
    expectClose(onWasm(name, { dy: tf.zeros([1, 0, 1, 1]), filter }, small), [0, 0]);
  });

  it("says which argument is wrong, and how", () => {
    const attrs = { strides: 1, pad: "valid", dataFormat: "NHWC", inputShape: [1, 3, 3, 1] };
    const run = () => onWasm(name, { dy: tf.ones([1, 2, 1, 1]), filter: tf.ones([2, 2, 1, 1]) }, attrs);
    expect(run).toThrow("Conv2DBackpropInput: dy must be [1, 2, 2, 1], got [1, 2, 1, 1]");
  });

  it("leaks nothing", () => {
    const x = random<tf.Tensor4D>([1, 4, 4, 3]);
    const filter = random<tf.Tensor4D>([2, 2, 3, 5]);
    const before = tf.memory();
    tf.tidy(() => void tf.grad((image: tf.Tensor) => tf.conv2d(image as tf.Tensor4D, filter, 1, "same"))(x));
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});

import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, expectGradient, random } from "../testing";
import { convolutions } from "./arbitraries";
import { onCpu, onEveryVariant, onWasm } from "./oracle";

onEveryVariant("Conv2DBackpropFilter", () => {
  const name = "Conv2DBackpropFilter";

  it("sums what each weight saw times what came of it", () => {
    const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
    const dy = tf.tensor4d([1, 10, 100, 1000], [1, 2, 2, 1]);
    const attrs = { strides: 1, pad: "valid", dataFormat: "NHWC", filterShape: [2, 2, 1, 1] };
    expectClose(onWasm(name, { x, dy }, attrs), tf.tensor4d([5421, 6532, 8754, 9865], [2, 2, 1, 1]));
  });

  it("agrees with cpu on random shapes, strides, paddings and formats", () => {
    fc.assert(
      fc.property(convolutions, ({ inShape, outShape, filterShape, strides, padding, dataFormat, seed }) => {
        tf.tidy(() => {
          const inputs = { x: random(inShape, seed), dy: random(outShape, seed + 1) };
          const attrs = { strides, dataFormat, filterShape, ...padding };
          expectClose(onWasm(name, inputs, attrs), onCpu(name, inputs, attrs));
        });
      }),
      { numRuns: 300 },
    );
  });

  // more than one unit: of images, and of rows of one image
  it.each([
    { B: 9, side: 14, Co: 10, pad: "valid" },
    { B: 2, side: 40, Co: 8, pad: "same" },
    { B: 1, side: 40, Co: 3, pad: "valid" },
  ])("agrees with cpu in pieces: $B images of $side × $side, $Co filters, $pad", ({ B, side, Co, pad }) => {
    const out = pad === "same" ? side : side - 4;
    const inputs = { x: random([B, side, side, 2]), dy: random([B, out, out, Co], 2) };
    const attrs = { strides: 1, pad, dataFormat: "NHWC", filterShape: [5, 5, 2, Co] };
    expectClose(onWasm(name, inputs, attrs), onCpu(name, inputs, attrs));
  });

  it("reads a dy that the rounding mode made larger, of which tfjs does not tell the gradient", () => {
    const inputs = { x: random([2, 6, 6, 2]), dy: random([2, 3, 3, 5]) };
    const attrs = { strides: 2, pad: 0, dataFormat: "NHWC", filterShape: [3, 3, 2, 5] };
    expectClose(onWasm(name, inputs, attrs), onCpu(name, inputs, attrs));
  });

  it("has the right gradient", () => {
    const x = random<tf.Tensor4D>([2, 5, 4, 2]);
    const convolve = (filter: tf.Tensor4D) => tf.conv2d(x, filter, [1, 2], "same");
    expectGradient(convolve, [random([3, 2, 2, 5])]);
  });

  it("takes integers, an empty batch and a filter larger than the image", () => {
    const attrs = { strides: 1, pad: "valid", dataFormat: "NHWC", filterShape: [2, 2, 1, 1] };
    const ones = (...shape: number[]) => tf.ones(shape, "int32");
    expectClose(onWasm(name, { x: ones(1, 3, 3, 1), dy: ones(1, 2, 2, 1) }, attrs), [4, 4, 4, 4]);
    expectClose(onWasm(name, { x: tf.zeros([0, 3, 3, 1]), dy: tf.zeros([0, 2, 2, 1]) }, attrs), [0, 0, 0, 0]);
    expectClose(onWasm(name, { x: tf.ones([1, 1, 5, 1]), dy: tf.zeros([1, 0, 4, 1]) }, attrs), [0, 0, 0, 0]);
  });

  it("says which argument is wrong, and how", () => {
    const attrs = { strides: 1, pad: "valid", dataFormat: "NHWC", filterShape: [2, 2, 1, 1] };
    const run = (dy: tf.Tensor, more: object) => () =>
      onWasm(name, { x: tf.ones([1, 3, 3, 1]), dy }, { ...attrs, ...more });
    expect(run(tf.ones([1, 2, 1, 1]), {})).toThrow("Conv2DBackpropFilter: dy must be [1, 2, 2, 1], got [1, 2, 1, 1]");
    expect(run(tf.ones([1, 2, 2, 1]), { strides: [1, 0] })).toThrow(
      "Conv2DBackpropFilter: strides must be whole numbers from 1, got 1, 0",
    );
  });

  it("leaks nothing", () => {
    const x = random<tf.Tensor4D>([1, 4, 4, 3]);
    const filter = random<tf.Tensor4D>([2, 2, 3, 5]);
    const before = tf.memory();
    tf.tidy(() => void tf.grad((f: tf.Tensor) => tf.conv2d(x, f as tf.Tensor4D, 1, "same"))(filter));
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});

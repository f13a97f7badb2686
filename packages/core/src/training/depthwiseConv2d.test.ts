import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, expectGradient, random } from "../testing";
import { pads, tuples } from "./arbitraries";
import { onCpu, onEveryVariant, onWasm } from "./oracle";
import type { Shape4D } from "./window";

const upTo = (max: number) => fc.integer({ min: 1, max });

/** A depthwise convolution that tfjs can differentiate, with an output. */
const cases = fc
  .record({
    image: fc.tuple(upTo(4), upTo(11), upTo(11), fc.oneof(upTo(13), fc.integer({ min: 14, max: 40 }))),
    filter: fc.tuple(upTo(5), upTo(5), upTo(4)),
    strides: tuples(4),
    padding: pads(3),
    seed: fc.nat(),
  })
  .map(({ image, filter: [fh, fw, M], ...rest }) => {
    const filterShape: Shape4D = [fh, fw, image[3], M];
    const { pad, dimRoundingMode } = rest.padding;
    const { outShape } = tf.backend_util.computeConv2DInfo(
      image,
      filterShape,
      rest.strides,
      1,
      pad,
      dimRoundingMode,
      true,
    );
    return { inputShape: image as Shape4D, filterShape, outShape, ...rest };
  })
  .filter(({ outShape }) => outShape.every((n) => n > 0));

onEveryVariant("the gradients of depthwise convolutions", () => {
  const [input, filter] = ["DepthwiseConv2dNativeBackpropInput", "DepthwiseConv2dNativeBackpropFilter"];
  const valid = { strides: 1, dilations: 1, pad: "valid" };

  it("are what was seen times what is wished, by hand", () => {
    const weights = tf.tensor4d([1, 2, 3, 4], [2, 2, 1, 1]);
    const dy = tf.tensor4d([1, 10, 100, 1000], [1, 2, 2, 1]);
    const dx = onWasm(input, { dy, filter: weights }, { ...valid, inputShape: [1, 3, 3, 1] });
    expectClose(dx, tf.tensor4d([1, 12, 20, 103, 1234, 2040, 300, 3400, 4000], [1, 3, 3, 1]));
    const x = tf.reshape(tf.range(1, 10), [1, 3, 3, 1]);
    const dFilter = onWasm(filter, { x, dy }, { ...valid, filterShape: [2, 2, 1, 1] });
    expectClose(dFilter, tf.tensor4d([5421, 6532, 8754, 9865], [2, 2, 1, 1]));
  });

  it("agree with cpu on random shapes, multipliers, strides and paddings", () => {
    fc.assert(
      fc.property(cases, ({ inputShape, filterShape, outShape, strides, padding, seed }) => {
        tf.tidy(() => {
          const [x, dy, weights] = [inputShape, outShape, filterShape].map((shape, i) => random(shape, seed + i));
          const attrs = { strides, dilations: 1, ...padding };
          const ofInput = [input, { dy: dy!, filter: weights! }, { ...attrs, inputShape }] as const;
          expectClose(onWasm(...ofInput), onCpu(...ofInput));
          const ofFilter = [filter, { x: x!, dy: dy! }, { ...attrs, filterShape }] as const;
          expectClose(onWasm(...ofFilter), onCpu(...ofFilter));
        });
      }),
      { numRuns: 300 },
    );
  });

  it("are right, of depthwise and of separable convolutions", () => {
    const x = random<tf.Tensor4D>([2, 5, 4, 3]);
    const weights = random<tf.Tensor4D>([3, 2, 3, 2], 2);
    expectGradient(((y: tf.Tensor4D, f: tf.Tensor4D) => tf.depthwiseConv2d(y, f, [2, 1], "same")) as never, [
      x,
      weights,
    ]);
    const points = random<tf.Tensor4D>([1, 1, 6, 4], 3);
    expectGradient(
      ((y: tf.Tensor4D, f: tf.Tensor4D, p: tf.Tensor4D) => tf.separableConv2d(y, f, p, 1, "valid")) as never,
      [x, weights, points],
    );
  });

  it("take integers and an empty batch", () => {
    const ones = (...shape: number[]) => tf.ones(shape, "int32");
    const dx = onWasm(
      input,
      { dy: ones(1, 1, 1, 2), filter: ones(2, 2, 2, 1) },
      { ...valid, inputShape: [1, 2, 2, 2] },
    );
    expectClose(dx, tf.ones([1, 2, 2, 2]));
    const none = { x: tf.zeros([0, 2, 2, 2]), dy: tf.zeros([0, 1, 1, 2]) };
    expectClose(onWasm(filter, none, { ...valid, filterShape: [2, 2, 2, 1] }), tf.zeros([2, 2, 2, 1]));
  });

  it("say which argument is wrong, and how", () => {
    const run = (dy: tf.Tensor, attrs: object) => () =>
      onWasm(input, { dy, filter: tf.ones([2, 2, 2, 1]) }, { ...valid, inputShape: [1, 3, 3, 2], ...attrs });
    expect(run(tf.ones([1, 2, 1, 2]), {})).toThrow(`${input}: dy must be [1, 2, 2, 2], got [1, 2, 1, 2]`);
    expect(run(tf.ones([1, 2, 2, 2]), { dilations: 2 })).toThrow(`${input}: dilations must be 1, got 2, 2`);
  });
});

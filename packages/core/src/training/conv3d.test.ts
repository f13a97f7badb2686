import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, expectGradient, random } from "../testing";
import { onCpu, onEveryVariant, onWasm } from "./oracle";

type Shape5D = [number, number, number, number, number];

const upTo = (max: number) => fc.integer({ min: 1, max });
const triples = (max: number) => fc.tuple(upTo(max), upTo(max), upTo(max));

const cases = fc
  .record({
    volume: fc.tuple(upTo(3), upTo(6), upTo(8), upTo(8), upTo(6)),
    filter: fc.tuple(upTo(4), upTo(4), upTo(4), upTo(9)),
    strides: fc.oneof(triples(3), upTo(3)),
    pad: fc.constantFrom("valid" as const, "same" as const),
    seed: fc.nat(),
  })
  .map(({ volume, filter: [fd, fh, fw, Co], ...rest }) => {
    const filterShape: Shape5D = [fd, fh, fw, volume[4], Co];
    const { outShape } = tf.backend_util.computeConv3DInfo(volume, filterShape, rest.strides, 1, rest.pad);
    return { inputShape: volume as Shape5D, filterShape, outShape, ...rest };
  })
  .filter(({ outShape }) => outShape.every((n) => n > 0));

onEveryVariant("convolutions of volumes", () => {
  const [input, filter] = ["Conv3DBackpropInputV2", "Conv3DBackpropFilterV2"];

  it("sum over planes, rows and columns, by hand", () => {
    const x = tf.reshape(tf.range(0, 8), [1, 2, 2, 2, 1]);
    const weights = tf.reshape(tf.tensor1d([1, 0, 0, 0, 0, 0, 0, 10]), [2, 2, 2, 1, 1]);
    const attrs = { strides: 1, pad: "valid", dilations: 1 };
    expectClose(onWasm("Conv3D", { x, filter: weights }, attrs), tf.tensor5d([70], [1, 1, 1, 1, 1]));
    const dx = onWasm(
      input,
      { dy: tf.ones([1, 1, 1, 1, 1]), filter: weights },
      { ...attrs, inputShape: [1, 2, 2, 2, 1] },
    );
    expectClose(dx, tf.reshape(weights, [1, 2, 2, 2, 1]));
  });

  it("agree with cpu on random shapes, strides and paddings", () => {
    fc.assert(
      fc.property(cases, ({ inputShape, filterShape, outShape, strides, pad, seed }) => {
        tf.tidy(() => {
          const [x, dy, weights] = [inputShape, outShape, filterShape].map((shape, i) => random(shape, seed + i));
          const attrs = { strides, pad, dilations: 1 };
          const forward = ["Conv3D", { x: x!, filter: weights! }, attrs] as const;
          expectClose(onWasm(...forward), onCpu(...forward));
          const ofInput = [input, { dy: dy!, filter: weights! }, { ...attrs, inputShape }] as const;
          expectClose(onWasm(...ofInput), onCpu(...ofInput));
          const ofFilter = [filter, { x: x!, dy: dy! }, { ...attrs, filterShape }] as const;
          expectClose(onWasm(...ofFilter), onCpu(...ofFilter));
        });
      }),
      { numRuns: 200 },
    );
  });

  it("agree with cpu where they are dilated", () => {
    const dilated = fc.record({ dilations: triples(3), pad: fc.constantFrom("valid", "same"), seed: fc.nat() });
    fc.assert(
      fc.property(dilated, ({ seed, ...attrs }) => {
        tf.tidy(() => {
          const inputs = { x: random([2, 7, 8, 9, 3], seed), filter: random([3, 2, 3, 3, 5], seed + 1) };
          const call = ["Conv3D", inputs, { strides: 1, ...attrs }] as const;
          expectClose(onWasm(...call), onCpu(...call));
        });
      }),
      { numRuns: 40 },
    );
  });

  it("have the right gradients, and so has the transposed one", () => {
    const x = random<tf.Tensor5D>([1, 4, 3, 3, 2]);
    const weights = random<tf.Tensor5D>([2, 3, 2, 2, 3], 2);
    expectGradient(((y: tf.Tensor5D, f: tf.Tensor5D) => tf.conv3d(y, f, [2, 1, 1], "same")) as never, [x, weights]);
    const back = random<tf.Tensor5D>([2, 2, 2, 3, 2], 3);
    expectGradient(
      ((y: tf.Tensor5D, f: tf.Tensor5D) => tf.conv3dTranspose(y, f, [1, 8, 6, 6, 3], 2, "same")) as never,
      [x, back],
    );
  });

  it("take integers and an empty batch", () => {
    const attrs = { strides: 1, pad: "valid", dilations: 1 };
    const ones = (...shape: number[]) => tf.ones(shape, "int32");
    expectClose(
      onWasm("Conv3D", { x: ones(1, 2, 2, 2, 3), filter: ones(2, 2, 2, 3, 1) }, attrs),
      tf.fill([1, 1, 1, 1, 1], 24),
    );
    const none = { x: tf.zeros([0, 2, 2, 2, 3]), dy: tf.zeros([0, 1, 1, 1, 4]) };
    const dFilter = onWasm(filter, none, { ...attrs, filterShape: [2, 2, 2, 3, 4] });
    expectClose(dFilter, tf.zeros([2, 2, 2, 3, 4]));
  });

  it("say which argument is wrong, and how", () => {
    const weights = tf.ones([2, 2, 2, 2, 1]);
    const run = (dy: tf.Tensor, attrs: object) => () =>
      onWasm(input, { dy, filter: weights }, { strides: 1, pad: "valid", inputShape: [1, 3, 3, 3, 2], ...attrs });
    expect(run(tf.ones([1, 2, 2, 1, 1]), {})).toThrow(`${input}: dy must be [1, 2, 2, 2, 1], got [1, 2, 2, 1, 1]`);
    expect(run(tf.ones([1, 2, 2, 2, 1]), { strides: 0 })).toThrow(
      `${input}: strides must be whole numbers from 1, got 0, 0, 0`,
    );
    expect(run(tf.ones([1, 2, 2, 2, 1]), { inputShape: [1, 3, 3, 3, 5] })).toThrow(
      `${input}: the filter must be for 5 channels, got [2, 2, 2, 2, 1]`,
    );
  });
});

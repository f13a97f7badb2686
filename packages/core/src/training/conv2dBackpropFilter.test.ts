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
});

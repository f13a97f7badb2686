// For tests: what tfjs allows as sizes, strides and paddings of a window.
import { backend_util } from "@tensorflow/tfjs-core";
import fc from "fast-check";
import type { Pad, RoundingMode, Shape4D, Tuple } from "./window";

/** A number, or one for the height and one for the width. */
export const tuples = (max: number): fc.Arbitrary<Tuple> =>
  fc.oneof(fc.integer({ min: 1, max }), fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max })));

export interface Padding {
  pad: Pad;
  dimRoundingMode?: RoundingMode;
}

/** The words, or whole numbers, for which tfjs lets the rounding of the output's size be chosen. */
export function pads(max: number, dataFormat: "NHWC" | "NCHW" = "NHWC"): fc.Arbitrary<Padding> {
  const side = fc.integer({ min: 0, max });
  const explicit = fc.tuple(side, side, side, side).map(([top, bottom, left, right]): Pad => {
    const none: [number, number] = [0, 0];
    const rows: [number, number] = [top, bottom];
    const columns: [number, number] = [left, right];
    return dataFormat === "NHWC" ? [none, rows, columns, none] : [none, none, rows, columns];
  });
  const mode = fc.constantFrom(undefined, "floor" as const, "round" as const, "ceil" as const);
  const numbers = fc.tuple(fc.oneof(side, explicit), mode).map(([pad, dimRoundingMode]) => ({
    pad,
    ...(dimRoundingMode && { dimRoundingMode }),
  }));
  return fc.oneof(fc.constantFrom<Padding>({ pad: "valid" }, { pad: "same" }), numbers);
}

/** A convolution that tfjs can differentiate, with an output. */
export const convolutions = fc
  .constantFrom("NHWC" as const, "NCHW" as const)
  .chain((dataFormat) =>
    fc.record({
      dataFormat: fc.constant(dataFormat),
      image: fc.tuple(upTo(5), upTo(12), upTo(12), upTo(6)),
      filter: fc.tuple(upTo(5), upTo(5), upTo(21)),
      strides: tuples(4),
      padding: pads(3, dataFormat),
      seed: fc.nat(),
    }),
  )
  .map(({ image: [B, H, W, Ci], filter: [fh, fw, Co], dataFormat, ...rest }) => {
    const last = dataFormat === "NHWC";
    const inShape: Shape4D = last ? [B, H, W, Ci] : [B, Ci, H, W];
    const filterShape: Shape4D = [fh, fw, Ci, Co];
    const { pad, dimRoundingMode } = rest.padding;
    const format = last ? "channelsLast" : "channelsFirst";
    const { outShape } = backend_util.computeConv2DInfo(
      inShape,
      filterShape,
      rest.strides,
      1,
      pad,
      dimRoundingMode,
      false,
      format,
    );
    return { inShape, filterShape, outShape, dataFormat, ...rest };
  })
  .filter(({ outShape }) => outShape.every((n) => n > 0));

function upTo(max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max });
}

// For tests: what tfjs allows as sizes, strides and paddings of a window.
import fc from "fast-check";
import type { Pad, RoundingMode, Tuple } from "./window";

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

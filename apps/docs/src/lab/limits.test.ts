import { describe, expect, it } from "vitest";
import { drawFigures } from "../chapters/draw/figures";
import { ntmFigures } from "../chapters/ntm/figures";
import { stnFigures } from "../chapters/stn/figures";
import type { Limits } from "./limits";
import { chosen } from "./urlState";

const figures: Record<string, { defaults: object; limits: Limits<Record<string, unknown>> }> = {
  ...Object.fromEntries(
    [["draw", drawFigures] as const, ["ntm", ntmFigures] as const, ["stn", stnFigures] as const].flatMap(
      ([chapter, all]) => Object.entries(all).map(([name, figure]) => [`${chapter}.${name}`, figure]),
    ),
  ),
};
const read = (figure: string, given: unknown) => chosen(JSON.stringify(given), figures[figure]!.limits);

it.each(Object.keys(figures))("leave the defaults of %s as they are", (name) => {
  const { defaults, limits } = figures[name]!;
  const limited = Object.fromEntries(Object.entries(defaults).filter(([one]) => Object.hasOwn(limits, one)));
  expect(Object.keys(limited)).toEqual(expect.arrayContaining(Object.keys(limits)));
  expect(read(name, defaults)).toEqual(limited);
});

describe("an address", () => {
  it.each([
    ["draw.grid", { logDelta: 1e6 }, { logDelta: 1.75 }],
    ["draw.latent", { logSigma: 1e6 }, { logSigma: 1.5 }],
    ["draw.step", { step: 1e6, seed: 2.4 }, { step: 9, seed: 2 }],
    ["draw.generate", { step: -5, count: 12.5 }, { step: 0 }],
    ["stn.plain", { digit: 77, scale: 5 }, { digit: 9 }],
    ["stn.affine", { transform: "projective" }, {}],
    ["stn.attention", { theta: [0, 0, 0] }, { theta: [0.05, 0, 0] }],
    ["stn.projective", { theta: [1, 0, 0, 0, 1, 0, 0.9, 0.9] }, {}],
    ["stn.outside", { alignCorners: 1 }, {}],
    ["stn.point", { interpolation: "cubic" }, {}],
    ["ntm.gate", { gate: 1e6 }, { gate: 1 }],
    ["ntm.shift", { weights: [-1, 1, 1, 0, 0, 0, 0, 0, 0, 0] }, { weights: [0, 0.5, 0.5, 0, 0, 0, 0, 0, 0, 0] }],
    ["ntm.shift", { weights: Array(10).fill(0), shift: [1, 0] }, {}],
    ["ntm.read", { memory: [[9]] }, {}],
    ["ntm.copy", { machine: "here", bits: "0g", length: 5000 }, { length: 120 }],
    ["ntm.copy", { bits: "a0".repeat(120) }, { bits: "a0".repeat(120) }],
    ["ntm.address", { beta: null, gate: "1", key: [1e9, -1e9, 0] }, { key: [1, -1, 0] }],
  ])("%s %j", (figure, given, got) => {
    expect(read(figure, given)).toEqual(got);
  });

  it("that is no object of JSON says nothing", () => {
    for (const text of ["", "{", "[]", "3", "null", `{"gate":${"1".repeat(4000)}}`])
      expect(chosen(text, ntmFigures.gate.limits)).toEqual({});
  });
});

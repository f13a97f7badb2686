import { describe, expect, it } from "vitest";
import { type Contender, Disagreement, measureGroup, summary, worstError } from "./measure";
import type { Group, Implementation, Named, Work } from "./types";

const out = (...numbers: number[]): Named[] => [
  { name: "out", shape: [numbers.length], data: Float32Array.from(numbers) },
];
const work: Work = { suite: "s", case: "c forward", op: "o", params: {}, peers: ["attn", "jax-js"], tolerance: 1e-3 };
const group: Group = { works: [{ work, inputs: () => [] }] };

/** Answers at once, without a process. */
const contender = (implementation: Implementation, outputs: Named[], run = async () => 20): Contender => ({
  launch: { implementation, variant: "v" },
  runtime: "r",
  prepare: async () => ({ outputs }),
  release: async () => {},
  run,
});

async function measured(...contenders: Contender[]) {
  const said: string[] = [];
  const results = await measureGroup(group, contenders, {
    rounds: 4,
    sampleMs: 1,
    run: "node",
    say: (line) => said.push(line),
  });
  return { who: results.map(({ implementation }) => implementation), said: said.join("\n"), results };
}

describe("worstError", () => {
  it("is relative to the largest value expected, or to 1", () => {
    expect(worstError(Float32Array.of(1, 12), Float32Array.of(1, 10))).toBeCloseTo(0.2);
    expect(worstError(Float32Array.of(0.25), Float32Array.of(0.5))).toBe(0.25);
  });

  it.each([
    [
      [Number.NaN, 1],
      [0, 1],
    ],
    [
      [0, 1],
      [Number.NaN, 1],
    ],
    [[0], [0, 1]],
  ])("accepts neither NaN nor missing numbers: %j for %j", (actual, expected) => {
    expect(worstError(Float32Array.from(actual), Float32Array.from(expected))).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("measureGroup", () => {
  it("names a peer that computes something else, and does not time it", async () => {
    const { who, said } = await measured(contender("attn", out(1, 2)), contender("jax-js", out(1, 2.1)));
    expect(who).toEqual(["attn"]);
    expect(said).toMatch(/jax-js \(v\) is not timed.*out is off by/);
  });

  it("stops where attn computes something else", async () => {
    const both = [contender("jax-js", out(1, 2)), contender("attn", out(1, Number.NaN))];
    await expect(measured(...both)).rejects.toThrow(Disagreement);
  });

  it("names a peer that fails while it is timed, and goes on with the others", async () => {
    let left = 6;
    const failing = contender("jax-js", out(1), async () => {
      if (left-- === 0) throw new Error("out of memory");
      return 20;
    });
    const { who, said, results } = await measured(contender("attn", out(1)), failing);
    expect(who).toEqual(["attn"]);
    expect(results[0]!.runs).toBe(4);
    expect(said).toContain("jax-js (v) is left out of c forward: out of memory");
  });
});

it("times each of a group's works, also where one contender does several", async () => {
  const works = ["first", "second"].map((name) => ({ work: { ...work, case: name }, inputs: () => [] }));
  const slow = { ...contender("attn", out(1)), run: async (asked: Work) => (asked.case === "first" ? 20 : 40) };
  const options = { rounds: 2, sampleMs: 1, run: "node", say: () => {} };
  const results = await measureGroup({ works }, [slow], options);
  expect(results.map((one) => [one.case, one.medianMs])).toEqual([
    ["first", 20],
    ["second", 40],
  ]);
});

it("tells what it does, from 0 to less than 1 of each stage", async () => {
  const stages: string[] = [];
  await measureGroup(group, [contender("attn", out(1)), contender("jax-js", out(1))], {
    ...{ rounds: 2, sampleMs: 1, run: "node", say: () => {} },
    at: ({ doing, who, part }) => stages.push(`${doing} ${who.implementation} ${part}`),
  });
  expect(stages).toEqual([
    ...["comparing attn 0", "comparing jax-js 0.5", "warming up attn 0", "warming up jax-js 0.5"],
    ...["timing attn 0", "timing jax-js 0.25", "timing jax-js 0.5", "timing attn 0.75"],
  ]);
});

describe("summary", () => {
  it("gives median, minimum and quartiles of samples in any order", () => {
    const samples = [5, 1, 4, 2, 3];
    const result = summary({ work, contender: contender("attn", []), count: 2, rounds: 5, samples }, "node");
    expect(result).toMatchObject({ minMs: 1, q1Ms: 2, medianMs: 3, q3Ms: 4, runs: 10 });
  });
});

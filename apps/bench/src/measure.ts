import type { Entrant } from "./channel";
import type { Conversation } from "./conversation";
import { median, ratioOf } from "./ratio";
import type { Group, Named, Result, Work } from "./types";

/** What measuring needs of one who takes part. */
export type Contender = Pick<Conversation, "launch" | "runtime" | "prepare" | "run" | "release">;

/** What is being done, for a display. */
export interface Stage {
  doing: "comparing" | "warming up" | "timing";
  who: Entrant;
  /** How much of it is done, from 0 to 1. */
  part: number;
}

export interface MeasureOptions {
  /** Samples of each contender. */
  rounds: number;
  /** Each sample repeats the work until about this many milliseconds have passed. */
  sampleMs: number;
  /** Where attn runs: see `Result`. */
  run: string;
  /** Says what happens: a contender that cannot do a work, and why. */
  say: (line: string) => void;
  /** Is told of each step before it is done. */
  at?: (stage: Stage) => void;
}

/** One contender at one work. */
export interface Lane {
  work: Work;
  contender: Contender;
  count: number;
  /** Fewer than asked for where one repetition takes long. */
  rounds: number;
  samples: number[];
}

/** Thrown where attn computes something else than the oracle: then there is nothing to time. */
export class Disagreement extends Error {
  override name = "Disagreement";
}

/** Prepares a group, asserts that all agree, and times them in turns. */
export async function measureGroup(
  group: Group,
  contenders: readonly Contender[],
  options: MeasureOptions,
): Promise<Result[]> {
  const all: Lane[] = [];
  for (const [i, { work, inputs }] of group.works.entries()) {
    const at = (who: Entrant, part: number) =>
      options.at?.({ doing: "comparing", who, part: (i + part) / group.works.length });
    all.push(...(await prepareAll(work, inputs(), contenders, { say: options.say, at })));
  }
  let lanes = await survivors(all, options, (lane, part) => {
    options.at?.({ doing: "warming up", who: lane.contender.launch, part });
    return warmUp(lane, options);
  });
  for (let round = 0; round < options.rounds; round++) {
    const kept = await survivors(rotated(lanes, round), options, async (lane, part) => {
      if (round >= lane.rounds) return;
      options.at?.({ doing: "timing", who: lane.contender.launch, part: (round + part) / options.rounds });
      lane.samples.push(await lane.contender.run(lane.work, lane.count));
    });
    lanes = lanes.filter((lane) => kept.includes(lane));
  }
  for (const { contender } of all) await contender.release();
  return lanes.map((lane) => {
    const ours = fastest(lanes.filter(({ work, contender }) => work.case === lane.work.case && isOurs(contender)));
    return { ...summary(lane, options.run), ...(ours && { vsAttn: ratioOf(lane.samples, ours.samples) }) };
  });
}

const isOurs = ({ launch }: Contender) => launch.implementation === "attn";

const fastest = (lanes: readonly Lane[]): Lane | undefined =>
  [...lanes].sort((a, b) => median(a.samples) - median(b.samples))[0];

/** Does `step` with each lane; one that fails is named, and the others go on. */
async function survivors(
  lanes: Lane[],
  { say }: MeasureOptions,
  step: (lane: Lane, part: number) => Promise<void>,
): Promise<Lane[]> {
  const kept: Lane[] = [];
  for (const [i, lane] of lanes.entries()) {
    const { implementation, variant } = lane.contender.launch;
    try {
      await step(lane, i / lanes.length);
      kept.push(lane);
    } catch (error) {
      const { message } = error as Error;
      if (implementation === "attn") throw new Error(`${lane.work.case}: attn (${variant}): ${message}`);
      say(`  ${implementation} (${variant}) is left out of ${lane.work.case}: ${message}`);
    }
  }
  return kept;
}

/** Every contender that can do the work, after its result was compared with the oracle's. */
async function prepareAll(
  work: Work,
  inputs: Named[],
  contenders: readonly Contender[],
  { say, at }: { say: (line: string) => void; at(who: Entrant, part: number): void },
): Promise<Lane[]> {
  const lanes: Lane[] = [];
  let oracle: Named[] | undefined;
  const asked = contenders.filter(({ launch }) => work.peers.includes(launch.implementation));
  for (const [i, contender] of asked.entries()) {
    const { implementation, variant } = contender.launch;
    at(contender.launch, i / asked.length);
    const prepared = await contender.prepare(work, inputs);
    if ("reason" in prepared) {
      if (implementation === "attn") throw new Error(`${work.case}: attn (${variant}) cannot: ${prepared.reason}`);
      say(`  ${implementation} (${variant}) cannot: ${prepared.reason}`);
      continue;
    }
    oracle ??= prepared.outputs; // the reference on tfjs-cpu comes first
    const difference = disagreement(work, prepared.outputs, oracle);
    const who = `${implementation} (${variant})`;
    if (difference === undefined) lanes.push({ work, contender, count: 1, rounds: 0, samples: [] });
    else if (implementation.startsWith("attn")) throw new Disagreement(`${work.case}: ${who}: ${difference}`);
    else say(`  ${who} is not timed, for it computes something else: ${difference}`);
  }
  return lanes;
}

/** What the outputs have other than the oracle's, in words; nothing if they agree. */
function disagreement(work: Work, outputs: Named[], oracle: Named[]): string | undefined {
  for (const { name, shape, data } of oracle) {
    const mine = outputs.find((output) => output.name === name);
    if (!mine) return `${name} is missing`;
    if (String(mine.shape) !== String(shape)) return `${name} is [${mine.shape}], the oracle's is [${shape}]`;
    const error = worstError(mine.data, data);
    if (!(error <= work.tolerance)) return `${name} is off by ${error.toExponential(1)}, more than ${work.tolerance}`;
  }
  return undefined;
}

/** The largest difference, relative to the largest value expected or 1. */
export function worstError(actual: Float32Array, expected: Float32Array): number {
  let worst = 0;
  let scale = 1;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!);
    if (!(error <= worst)) worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
    scale = Math.max(scale, Math.abs(expected[i]!));
  }
  return Number.isFinite(worst) ? worst / scale : worst;
}

/** One repetition of this length is not warmed up, and sampled three times. */
const LONG_MS = 500;

/** One repetition of this length is the only sample: nobody waits minutes for more digits of what is far behind. */
const ENDLESS_MS = 3000;

/** Runs until the code is compiled, and finds how often the work fits into one sample. */
async function warmUp(lane: Lane, { rounds, sampleMs }: MeasureOptions): Promise<void> {
  let ms = await lane.contender.run(lane.work, 1);
  lane.rounds = ms > LONG_MS ? Math.min(rounds, 3) : rounds;
  if (ms > ENDLESS_MS) {
    lane.rounds = 0;
    lane.samples.push(ms);
  }
  if (ms > LONG_MS) return; // what takes so long spends it in loops that are compiled by now
  const until = performance.now() + 15 * sampleMs;
  for (let i = 0; i < 3 || (performance.now() < until && i < 1000); i++) {
    ms = await lane.contender.run(lane.work, Math.max(1, Math.min(1000, Math.round(sampleMs / ms))));
  }
  lane.count = Math.max(1, Math.min(10_000, Math.round(sampleMs / ms)));
}

/** Another one first in every round, so that nobody always runs after the same neighbor. */
const rotated = <T>(items: T[], by: number): T[] => [
  ...items.slice(by % items.length),
  ...items.slice(0, by % items.length),
];

export function summary({ work, contender, count, samples }: Lane, run: string): Result {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (p: number) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]!;
  const { implementation, variant } = contender.launch;
  const { suite } = work;
  return {
    run,
    suite,
    case: work.case,
    implementation,
    runtime: contender.runtime,
    variant,
    threads: 1,
    medianMs: at(0.5),
    minMs: sorted[0]!,
    q1Ms: at(0.25),
    q3Ms: at(0.75),
    runs: count * samples.length,
  };
}

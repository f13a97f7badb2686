import type { NTM } from "@attn/ntm";
import { cosineDecay } from "@attn/train";
import { writePng } from "@attn/viz/node";
import { say } from "../output";
import { recentMean, SOLVED, solvedAfter } from "./curve";
import { measure } from "./evaluate";
import { copyPicture } from "./picture";
import { recipes } from "./recipes";
import { makeModel, parameterCount, train } from "./train";

export interface NtmDemoOptions {
  /** Where the picture goes. */
  file: string;
  /** Training steps at most. */
  steps: number;
  seed: number;
}

/** Steps after the task is solved, while the learning rate falls: they make longer sequences right, too. */
const EXTRA = 3000;
const { task, model, learningRate, measurements } = recipes["copy-feedforward"]!;

/** Teaches a Neural Turing Machine to copy sequences as the paper does, and measures it on longer ones than it ever saw. */
export async function ntmDemo({ file, steps, seed }: NtmDemoOptions): Promise<void> {
  const ntm = makeModel(model, task, seed) as NTM;
  const size = parameterCount(ntm).toLocaleString("en");
  say("The task: see 1 to 20 vectors of 8 random bits, one at a time, then give them back (copy).");
  say(
    `A Neural Turing Machine of ${size} parameters learns it: a head that reads, one that writes, 128 slots of memory.`,
  );

  const { signal, schedule, evaluate, ...watch } = watching();
  const { seconds, bitsPerSequence } = await train(ntm, {
    ...{ title: "Neural Turing Machine", task, steps, batchSize: 1, learningRate, seed },
    ...{ signal, schedule, evaluate, evaluateEvery: 1000, observers: [watch] },
  });
  say(learned(bitsPerSequence, seconds));
  say("Wrong bits in a new sequence, on average over 100:");
  for (const measurement of measurements) {
    const { name, wrong, of } = measure(ntm, task, measurement, { seed, count: 100 });
    say(`  ${name.padEnd(12)} ${wrong.toFixed(2).padStart(6)} of ${String(of).padStart(3)}`);
  }
  await writePng(file, copyPicture(ntm, { length: 20, seed }));
  say(`What it wrote and read, and where: ${file}`);
  ntm.dispose();
}

/** Sees when the task is solved, lets the learning rate fall from there on, and ends the training. */
function watching() {
  const controller = new AbortController();
  const afterwards = cosineDecay({ initial: learningRate, steps: EXTRA });
  const bits: number[] = [];
  let solved: number | undefined;
  return {
    signal: controller.signal,
    schedule: (step: number) => (solved === undefined ? learningRate : afterwards(step - solved)),
    evaluate: () => ({ "bits per sequence": recentMean(bits, 1) }),
    onStep({ loss }: { loss: number }) {
      bits.push(loss / Math.LN2);
      if (bits.length >= 500 && recentMean(bits, 1) < SOLVED) solved ??= bits.length;
      if (solved !== undefined && bits.length >= solved + EXTRA) controller.abort();
    },
  };
}

function learned(bits: readonly number[], seconds: number): string {
  const solved = solvedAfter(bits, 1);
  const after = `after ${(solved ?? bits.length).toLocaleString("en")} sequences`;
  if (solved !== undefined)
    return `Solved ${after}: they cost less than ${SOLVED} bits each. ${seconds.toFixed(0)} s in all.`;
  const cost = `a sequence costs ${recentMean(bits, 1).toFixed(1)} bits`;
  return `Not solved ${after}, ${seconds.toFixed(0)} s: ${cost}. More steps (--ntm-steps) or another --seed may help.`;
}

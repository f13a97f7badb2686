import { writeFile } from "node:fs/promises";
import { ConfigError } from "@attn/core";
import { cosineDecay, type Schedule } from "@attn/train";
import { startBackend } from "../backend";
import { curveOf, recentMean, SOLVED, solvedAfter } from "../ntm/curve";
import { measure, measuredLine } from "../ntm/evaluate";
import { recipes } from "../ntm/recipes";
import { makeModel, parameterCount, train } from "../ntm/train";
import { checkDistinct, checkWritable, fromUser, say } from "../output";

export interface TrainNtmOptions {
  steps?: number;
  batchSize: number;
  learningRate?: number;
  decay: number;
  checkpoint?: string;
  weights?: string;
  json?: string;
  seed: number;
  backend: "wasm" | "cpu";
}

/** `attn train ntm`: one of the paper's experiments. */
export async function trainNtm(name: string, options: TrainNtmOptions): Promise<void> {
  const recipe = recipes[name]!;
  const { task, measurements } = recipe;
  const { steps = recipe.steps, learningRate = recipe.learningRate, decay, batchSize, seed, backend } = options;
  if (decay > steps) throw new ConfigError(`--decay must be at most the ${steps} steps, got ${decay}`);
  const [checkpoint, weights, json] = [options.checkpoint, options.weights, options.json].map(
    (path) => path && fromUser(path),
  );
  checkDistinct({ "--checkpoint": checkpoint, "--weights": weights, "--json": json });
  for (const path of [checkpoint, weights, json]) if (path) await checkWritable(path);
  await startBackend(backend);

  const model = makeModel(recipe.model, task, seed);
  const parameters = parameterCount(model);
  say(`${name} of ${parameters.toLocaleString("en")} parameters, ${steps} steps of ${batchSize}.`);
  // without the decay: what was begun at the same rate may be ended with one that falls
  const settings = { recipe: name, batchSize, learningRate, seed };
  const { from, seconds, skipped, bitsPerSequence } = await train(model, {
    ...{ title: name, task, steps, batchSize, learningRate, seed, settings },
    ...(decay > 0 && { schedule: decayAtTheEnd(learningRate, steps, decay) }),
    ...(checkpoint && { checkpoint }),
  });
  if (weights) await writeFile(weights, model.save());

  const solved = solvedAfter(bitsPerSequence, batchSize);
  const speed = ((steps - from) * batchSize) / seconds;
  const before = from > 0 ? ` for the steps after ${from}` : "";
  if (solved !== undefined)
    say(`Solved (< ${SOLVED} bits per sequence) after ${solved.toLocaleString("en")} sequences.`);
  say(
    `The last sequences cost ${recentMean(bitsPerSequence, batchSize).toFixed(3)} bits each; ${seconds.toFixed(0)} s${before}.`,
  );
  const evaluation = measurements.map((measurement) => measure(model, task, measurement, { seed, count: 100 }));
  if (skipped > 0) say(`${skipped} steps had a gradient that is not finite in float32, and were skipped.`);
  say("On 100 new sequences each:");
  for (const measured of evaluation) say(measuredLine(measured));
  const result = {
    ...{ recipe: name, task, config: model.config, parameters, steps, batchSize, learningRate, decay, seed, backend },
    ...{ solvedAfter: solved ?? null, evaluation, seconds, skipped, resumedFrom: from, sequencesPerSecond: speed },
    curve: curveOf(bitsPerSequence, batchSize),
  };
  if (json) await writeFile(json, `${JSON.stringify(result, null, 2)}\n`);
}

/** The same rate to the last `decay` steps, in which it falls to nothing. */
function decayAtTheEnd(initial: number, steps: number, decay: number): Schedule {
  const fall = cosineDecay({ initial, steps: decay });
  return (step) => fall(Math.max(0, step - (steps - decay)));
}

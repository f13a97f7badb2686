import { writeFile } from "node:fs/promises";
import { ConfigError } from "@attn/core";
import { startBackend } from "../backend";
import { type Measured, measure } from "../draw/evaluate";
import { type Binarization, sourceOf } from "../draw/images";
import { recipes } from "../draw/recipes";
import { makeModel, train } from "../draw/train";
import { checkWritable, fromUser, say } from "../output";
import { loadDigits } from "../stn/digits";

export interface TrainDrawOptions {
  data?: string;
  digits: number;
  binarization: Binarization;
  steps?: number;
  batchSize: number;
  learningRate: number;
  decay: number;
  clipNorm: number;
  samples: number;
  checkpoint?: string;
  weights?: string;
  json?: string;
  seed: number;
  backend: "wasm" | "cpu";
}

/** `attn train draw`: one of the paper's experiments. */
export async function trainDraw(name: string, options: TrainDrawOptions): Promise<void> {
  const recipe = recipes[name]!;
  const { steps = recipe.steps, batchSize, learningRate, decay, clipNorm, seed, data, samples, backend } = options;
  if (decay > steps) throw new ConfigError(`--decay must be at most the ${steps} steps, got ${decay}`);
  const [checkpoint, weights, json] = [options.checkpoint, options.weights, options.json].map(
    (path) => path && fromUser(path),
  );
  for (const path of [checkpoint, weights, json]) if (path) await checkWritable(path);
  const digits = await loadDigits(data, { train: options.digits, test: Math.ceil(options.digits / 5) });
  await startBackend(backend);

  const { train: known, test } = digits;
  const source = sourceOf(recipe, { train: known, test, batchSize, binarization: options.binarization, seed });
  const model = makeModel(recipe, seed);
  const parameters = Object.values(model.weights).reduce((sum, { size }) => sum + size, 0);
  say(`${name} of ${parameters.toLocaleString("en")} parameters, ${steps} steps of ${batchSize} on ${source.what}.`);
  say(`The digits: ${digits.origin}.`);
  const { from, seconds, loss } = await train(model, {
    ...{ title: name, source, steps, learningRate, decay, clipNorm, seed },
    ...(checkpoint && { checkpoint }),
    evaluate: () => shownOf(measure(model, source, 1000)),
    evaluateEvery: 1000,
    settings: { recipe: name, data: data ?? `${options.digits} made by program`, ...common(options) },
  });
  if (weights) await writeFile(weights, model.save());

  const evaluation = measure(model, source, test.size, recipe.kind === "draw" ? samples : 0);
  const before = from > 0 ? ` for the steps after ${from}` : "";
  say(`After ${steps} steps, ${seconds.toFixed(0)} s${before}, on ${evaluation.size} digits for the test:`);
  say(`  ${describe(evaluation, samples)}`);
  const result = {
    ...{ recipe: name, config: model.config, parameters, images: source.what, digits: digits.origin },
    ...{ steps, batchSize, learningRate, decay, clipNorm, seed, backend, evaluation, seconds, resumedFrom: from },
    imagesPerSecond: ((steps - from) * batchSize) / seconds,
    curve: means(loss, Math.max(1, Math.ceil(steps / 400))),
  };
  if (json) await writeFile(json, `${JSON.stringify(result, null, 2)}\n`);
}

/** What a run that goes on must have in common with the one before. */
const common = ({ binarization, batchSize, learningRate, clipNorm, seed }: TrainDrawOptions) => ({
  ...{ binarization, batchSize, learningRate, clipNorm, seed },
});

const shownOf = ({ nats, error }: Measured): Record<string, number> =>
  nats === undefined ? { "wrong %": error! } : { "test nats": nats };

function describe({ nats, reconstruction, kl, importanceNats, error }: Measured, samples: number): string {
  if (nats === undefined) return `${error!.toFixed(2)} % wrong`;
  const parts = `${reconstruction!.toFixed(2)} for the image and ${kl!.toFixed(2)} for z`;
  const bound =
    importanceNats === undefined ? "" : `; at most ${importanceNats.toFixed(2)} with ${samples} samples of z`;
  return `at most ${nats.toFixed(2)} nats an image, ${parts}${bound}`;
}

/** The mean of every so many steps. */
function means(loss: readonly number[], every: number): { step: number; loss: number }[] {
  const parts = Array.from({ length: Math.floor(loss.length / every) }, (_, i) =>
    loss.slice(i * every, (i + 1) * every),
  );
  return parts.map((part, i) => ({ step: (i + 1) * every, loss: part.reduce((a, b) => a + b, 0) / every }));
}

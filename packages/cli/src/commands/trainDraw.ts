import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "@attn/core";
import { DrawClassifier } from "@attn/draw";
import { writeGif, writePng } from "@attn/viz/node";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../backend";
import { type Measured, measure } from "../draw/evaluate";
import { type Binarization, binarizes, type Source, sourceOf } from "../draw/images";
import { drawingFrames, drawingPicture, glimpsesPicture, klPicture } from "../draw/pictures";
import { type ClassifierRecipe, type DrawRecipe, recipes } from "../draw/recipes";
import { type Slope, slopeOf } from "../draw/slope";
import { type Model, makeModel, train } from "../draw/train";
import { checkDistinct, checkWritable, fromUser, say } from "../output";
import { loadDigits } from "../stn/digits";

export interface TrainDrawOptions {
  data?: string;
  digits: number;
  /** Of a recipe that binarizes; stochastic by default. */
  binarization?: Binarization;
  steps?: number;
  batchSize: number;
  learningRate: number;
  decay: number;
  clipNorm: number;
  samples: number;
  checkpoint?: string;
  weights?: string;
  pictures?: string;
  json?: string;
  seed: number;
  backend: "wasm" | "cpu";
}

/** `attn train draw`: one of the paper's experiments. */
export async function trainDraw(name: string, options: TrainDrawOptions): Promise<void> {
  const recipe = recipes[name]!;
  const { steps = recipe.steps, batchSize, learningRate, decay, clipNorm, seed, data, samples, backend } = options;
  const binarization = options.binarization ?? "stochastic";
  checkMeaning(name, recipe, options);
  if (decay > steps) throw new ConfigError(`--decay must be at most the ${steps} steps, got ${decay}`);
  const [checkpoint, weights, json] = [options.checkpoint, options.weights, options.json].map(
    (path) => path && fromUser(path),
  );
  const pictures = options.pictures === undefined ? [] : picturesOf(recipe, fromUser(options.pictures));
  checkDistinct({
    ...{ "--checkpoint": checkpoint, "--weights": weights, "--json": json },
    ...Object.fromEntries(pictures.map((file, i) => [`a picture of --pictures (${i + 1})`, file])),
  });
  for (const path of [checkpoint, weights, json, ...pictures]) if (path) await checkWritable(path);
  const digits = await loadDigits(data, { train: options.digits, test: Math.ceil(options.digits / 5) });
  await startBackend(backend);

  const { train: known, test } = digits;
  const source = sourceOf(recipe, { train: known, test, batchSize, binarization, seed });
  const model = makeModel(recipe, seed);
  const parameters = Object.values(model.weights).reduce((sum, { size }) => sum + size, 0);
  say(`${name} of ${parameters.toLocaleString("en")} parameters, ${steps} steps of ${batchSize} on ${source.what}.`);
  say(`The digits: ${digits.origin}.`);
  const { from, seconds, loss } = await train(model, {
    ...{ title: name, source, steps, learningRate, decay, clipNorm, seed },
    ...(checkpoint && { checkpoint }),
    evaluate: () => shownOf(measure(model, source, 1000)),
    evaluateEvery: 1000,
    settings: { recipe: name, data: data ?? `${options.digits} made by program`, ...common(options), binarization },
  });
  if (weights) await writeFile(weights, model.save());
  if (pictures.length > 0) await drawPictures(model, source, name, seed, pictures);

  const evaluation = measure(model, source, test.size, recipe.kind === "draw" ? samples : 0);
  const before = from > 0 ? ` for the steps after ${from}` : "";
  say(`After ${steps} steps, ${seconds.toFixed(0)} s${before}, on ${evaluation.size} digits for the test:`);
  say(`  ${describe(evaluation, samples)}`);
  const slope = slopeOf(loss);
  if (slope) say(`  ${describeSlope(slope)}`);
  const result = {
    ...{ recipe: name, config: model.config, parameters, images: source.what, digits: digits.origin },
    ...{
      steps,
      batchSize,
      learningRate,
      decay,
      clipNorm,
      seed,
      backend,
      ...(binarizes(recipe) && { binarization }),
      ...(recipe.kind === "draw" && { samples }),
      evaluation,
      slope,
      seconds,
      resumedFrom: from,
    },
    imagesPerSecond: ((steps - from) * batchSize) / seconds,
    curve: means(loss, Math.max(1, Math.ceil(steps / 400))),
  };
  if (json) await writeFile(json, `${JSON.stringify(result, null, 2)}\n`);
}

/** Refuses options that the recipe has no use for. */
function checkMeaning(
  name: string,
  recipe: DrawRecipe | ClassifierRecipe,
  { binarization, samples }: TrainDrawOptions,
): void {
  if (binarization !== undefined && !binarizes(recipe))
    throw new ConfigError(`--binarization is of gray digits that are drawn; ${name} does not binarize`);
  if (samples > 0 && recipe.kind !== "draw")
    throw new ConfigError(`--samples is of models that draw; ${name} is a classifier`);
}

/** The files of a model's pictures. */
const picturesOf = ({ kind }: { kind: string }, folder: string): string[] =>
  (kind === "draw" ? ["drawing.png", "drawing.gif", "kl.png"] : ["glimpses.png"]).map((file) => join(folder, file));

async function drawPictures(
  model: Model,
  { test }: Source,
  title: string,
  seed: number,
  files: string[],
): Promise<void> {
  const { x, labels } = test.part(0, Math.min(model instanceof DrawClassifier ? 8 : 5, test.size));
  if (model instanceof DrawClassifier) {
    await writePng(files[0]!, glimpsesPicture(model, x, labels));
  } else {
    await writePng(files[0]!, drawingPicture(model, x, { title: `DRAW, ${title}`, seed, imagined: 5 }));
    await writeGif(files[1]!, drawingFrames(model, { count: 16, seed }), { delay: model.config.steps > 20 ? 60 : 250 });
    await writePng(files[2]!, klPicture(model, x, seed));
  }
  tf.dispose(x);
}

/** What a run that goes on must have in common with the one before. */
const common = ({ batchSize, learningRate, clipNorm, seed }: TrainDrawOptions) => ({
  ...{ batchSize, learningRate, clipNorm, seed },
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

const describeSlope = ({ steps, perThousand, uncertainty }: Slope): string =>
  `the loss of the last ${steps} steps ${perThousand < 0 ? "falls" : "rises"} by ${Math.abs(perThousand).toFixed(2)} ± ${uncertainty.toFixed(2)} in a thousand`;

/** The mean of every so many steps. */
function means(loss: readonly number[], every: number): { step: number; loss: number }[] {
  const parts = Array.from({ length: Math.floor(loss.length / every) }, (_, i) =>
    loss.slice(i * every, (i + 1) * every),
  );
  return parts.map((part, i) => ({ step: (i + 1) * every, loss: part.reduce((a, b) => a + b, 0) / every }));
}

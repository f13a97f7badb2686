import type { Draw } from "@attn/draw";
import { writeGif, writePng } from "@attn/viz/node";
import * as tf from "@tensorflow/tfjs-core";
import { say } from "../output";
import type { Digits } from "../stn/digits";
import { measure } from "./evaluate";
import { sourceOf } from "./images";
import { drawingFrames, drawingPicture } from "./pictures";
import { type DrawRecipe, recipes } from "./recipes";
import { makeModel, train } from "./train";

export interface DrawDemoOptions {
  digits: Digits;
  /** Where the picture goes, and where the moving one. */
  file: string;
  gif: string;
  steps: number;
  seed: number;
}

/** Smaller and faster than the recipes: a model that is trained for half a minute. */
const batchSize = 16;
const learningRate = 0.006;
const units = { encoderUnits: 64, decoderUnits: 64 };

/** Teaches a small DRAW to draw digits, and shows how it draws them. */
export async function drawDemo({ digits, file, gif, steps, seed }: DrawDemoOptions): Promise<void> {
  const recipe = recipes["mnist-small"] as DrawRecipe;
  const source = sourceOf(recipe, { ...digits, batchSize, binarization: "stochastic", seed });
  const draw = makeModel({ ...recipe, model: { ...recipe.model, ...units } }, seed) as Draw;
  const { steps: T, writeSize: N } = draw.config;
  say(`The task: draw ${digits.origin} in ${T} steps, each through a window of ${N} × ${N} numbers (DRAW).`);
  say(
    "Nobody tells it how to draw: it is paid for images that look like the one it saw, and for saying little about it.",
  );
  const { seconds } = await train(draw, {
    ...{ title: "DRAW", source, steps, learningRate, decay: Math.floor(0.4 * steps), clipNorm: 5, seed },
    evaluate: () => ({ "nats an image": measure(draw, source, 200).nats! }),
    evaluateEvery: 500,
  });
  const { nats, kl, size } = measure(draw, source, 1000);
  say(
    `Done in ${seconds.toFixed(0)} s. An image that it has not seen costs at most ${nats!.toFixed(1)} nats (${size} images),`,
  );
  say(
    `${kl!.toFixed(1)} of them for saying which; without a model a pixel costs ${Math.LN2.toFixed(2)}, and an image 543.4.`,
  );
  const { x } = source.test.part(0, 4);
  await writePng(file, drawingPicture(draw, x, { title: "DRAW draws digits", seed, imagined: 4 }));
  await writeGif(gif, drawingFrames(draw, { count: 16, seed }), { delay: 250 });
  say(`How it draws: ${file} and, moving, ${gif}`);
  tf.dispose(x);
  draw.dispose();
}

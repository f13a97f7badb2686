import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Draw } from "@attn/draw";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { startBackend } from "../backend";
import { loadDigits } from "../stn/digits";
import { measure } from "./evaluate";
import { sourceOf } from "./images";
import { recipes } from "./recipes";

const trained = (recipe: string) =>
  Draw.load(readFileSync(fileURLToPath(new URL(`../../../draw/trained/${recipe}.safetensors`, import.meta.url))));

describe.each(["mnist-small", "mnist"])("the trained model of %s", (recipe) => {
  beforeAll(async () => {
    await startBackend("wasm");
  });

  it("makes up images of ink on a dark ground, each another", () => {
    const draw = trained(recipe);
    const { images } = draw.generate(64, { seed: 7 });
    const ink = tf.mean(images, [1, 2, 3]).dataSync();
    expect(Math.min(...ink)).toBeGreaterThan(0.02);
    expect(Math.max(...ink)).toBeLessThan(0.35);
    const decided = tf.mean(tf.cast(tf.greater(tf.abs(tf.sub(images, 0.5)), 0.4), "float32")).dataSync()[0]!;
    expect(decided).toBeGreaterThan(0.8);
    expect(tf.mean(tf.moments(images, 0).variance).dataSync()[0]!).toBeGreaterThan(0.03);
    draw.dispose();
  });

  it.skipIf(!process.env.ATTN_MNIST)("pays less than 100 nats for one of MNIST's digits", async () => {
    const digits = await loadDigits(process.env.ATTN_MNIST, { train: 0, test: 0 });
    const options = { batchSize: 1, binarization: "static", seed: 1 } as const;
    const draw = trained(recipe);
    const { nats } = measure(draw, sourceOf(recipes[recipe]!, { ...digits, ...options }), 300);
    expect(nats).toBeLessThan(100);
    expect(nats).toBeGreaterThan(70); // less would be too good to be true
    draw.dispose();
  });
});

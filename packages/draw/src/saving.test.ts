import { ready, saveSafetensors } from "@attn/core";
import { expectClose, random } from "@attn/core/testing";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { Draw } from "./draw";
import { small } from "./models";

describe("a saved Draw", () => {
  beforeAll(() => ready({ backend: "cpu" }));

  it("is loaded with the same configuration and outputs", () => {
    const draw = new Draw({ ...small, seed: 4, pixelOrigin: 0, epsilon: 1e-8 });
    const again = Draw.load(draw.save());
    expect(again.config).toEqual(draw.config);
    const x = tf.sigmoid(random([2, 6, 5, 1], 2));
    expectClose(again.elbo(x, { seed: 1 }).loss, draw.elbo(x, { seed: 1 }).loss, 1e-7);
    expect(draw.save({ floats: "F16" }).length).toBeLessThan(draw.save().length * 0.8);
  });

  it("is refused when it is not one, and nothing is left behind", () => {
    const before = tf.memory().numTensors;
    const load = (metadata: Record<string, string>) => () => Draw.load(saveSafetensors({}, metadata));
    const model = "attn Draw 1";
    expect(() => Draw.load(new Uint8Array(9))).toThrow(/safetensors|header/i);
    expect(load({ model: "attn NTM 1" })).toThrow('load: the file must be a saved Draw, got one of "attn NTM 1"');
    expect(load({ model, config: "{}" })).toThrow("load: imageSize must be [H, W, C]");
    expect(load({ model, config: JSON.stringify({ ...small, latentSize: 1e9 }) })).toThrow(
      "latent.kernel must be [5, 2000000000], got nothing",
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});

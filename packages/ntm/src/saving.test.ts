import { ready, saveSafetensors } from "@attn/core";
import { expectClose, random } from "@attn/core/testing";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { small } from "./machines";
import { NTM } from "./ntm";

describe("a saved NTM", () => {
  beforeAll(() => ready({ backend: "cpu" }));

  it("is loaded with the same configuration and outputs", () => {
    const options = { ...small, readHeads: 2, memoryOrder: "read-previous", initialMemory: "random" } as const;
    const ntm = new NTM({ ...options, seed: 4 });
    const again = NTM.load(ntm.save());
    expect(again.config).toEqual(ntm.config);
    expect(again.weights["initial.memory"]!.trainable).toBe(false);
    const x = random([1, 3, 3], 2);
    expectClose(again.run(x).outputs, ntm.run(x).outputs, 1e-7);
    expect(ntm.save({ floats: "F16" }).length).toBeLessThan(ntm.save().length * 0.75);
  });

  it("is refused when it is not one, and nothing is left behind", () => {
    const before = tf.memory().numTensors + 1;
    const load =
      (metadata: Record<string, string>, tensors = {}) =>
      () =>
        NTM.load(saveSafetensors(tensors, metadata));
    const model = "attn NTM 1";
    expect(() => NTM.load(new Uint8Array(9))).toThrow(/safetensors|header/i);
    expect(load({})).toThrow("load: the file must be a saved NTM, got one of undefined");
    expect(load({ model, config: "[" })).toThrow("load: the file's configuration must be an object in JSON");
    expect(load({ model, config: "{}" })).toThrow("load: controller must be an object");
    const huge = { ...small, controller: { type: "lstm", units: 1e9, layers: 1e12 } };
    expect(load({ model, config: JSON.stringify(huge) })).toThrow(
      "load: the file must hold at least 1000000000000 tensors, got 0",
    );
    const other = JSON.stringify({ ...small, controller: { type: "lstm", units: 1e6 } });
    expect(load({ model, config: other }, { x: tf.zeros([1]) })).toThrow(
      "lstm0.kernel must be [1000007, 4000000], got nothing",
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});

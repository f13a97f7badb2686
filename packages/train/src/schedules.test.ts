import { ready } from "@attn/core";
import { expectClose } from "@attn/core/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { cosineDecay, stepDecay, warmup } from ".";

beforeAll(() => ready({ backend: "cpu" }));

describe("schedules", () => {
  const at = (schedule: (step: number) => number, steps: number[]) => tf.tensor(steps.map(schedule));

  it("decay in steps, along a cosine, and after a warm-up", () => {
    expectClose(at(stepDecay({ initial: 1, factor: 0.5, every: 10 }), [0, 9, 10, 25]), [1, 1, 0.5, 0.25]);
    expectClose(at(cosineDecay({ initial: 1, final: 0.2, steps: 10 }), [0, 5, 10, 99]), [1, 0.6, 0.2, 0.2]);
    expectClose(at(warmup(2, 4), [0, 1, 3, 4, 9]), [0.5, 1, 2, 2, 2]);
    expect(() => warmup(1, 0)).toThrow("warmup: steps must be positive, got 0");
  });
});

// tf.layers nets train on wasm: to the same losses as on cpu, and to an accuracy.
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ready } from "../src/ready";
import { backendsHere } from "../src/testing";
import { type Case, cases } from "./layers/nets";

const EPOCHS = 12;

async function train({ make, task }: Case): Promise<{ losses: number[]; accuracy: number }> {
  const model = make();
  model.compile({ optimizer: tf.train.adam(0.01), loss: "categoricalCrossentropy", metrics: ["accuracy"] });
  const [known, unknown] = [task(96, 1), task(96, 2)];
  const options = { epochs: EPOCHS, batchSize: 16, shuffle: false, verbose: 0 } as const;
  const { history } = await model.fit(known.x, known.y, options);
  const [, accuracy] = model.evaluate(unknown.x, unknown.y) as tf.Tensor[];
  const result = { losses: history.loss as number[], accuracy: accuracy!.dataSync()[0]! };
  tf.dispose([known, unknown, accuracy!] as unknown as tf.TensorContainer);
  model.dispose();
  return result;
}

describe.each(cases)("$name", (net) => {
  afterAll(async () => {
    await ready();
  });

  let expected: number[];
  beforeAll(async () => {
    await ready({ backend: "cpu" });
    expected = (await train(net)).losses;
  }, 120_000); // cpu needs half a minute for the MobileNet

  const variants = backendsHere.filter(({ variant }) => variant && variant !== "none");
  it.each(variants)("learns on $name as on cpu", async ({ backend, variant }) => {
    const { reason } = await ready({ backend: backend!, variant: variant! });
    expect(reason).toBeUndefined();
    const { losses, accuracy } = await train(net);
    losses.forEach((loss, epoch) => {
      expect(Math.abs(loss - expected[epoch]!), `epoch ${epoch}`).toBeLessThan(1e-3);
    });
    expect(accuracy).toBeGreaterThanOrEqual(net.accuracy);
  });
});

describe("training steps", () => {
  it.each(cases.filter(({ name }) => /^conv|MobileNet|transformer/.test(name)))(
    "of $name keep the number of tensors and the memory of tfjs flat",
    async ({ make, task }) => {
      await ready();
      const model = make();
      model.compile({ optimizer: tf.train.adam(1e-3), loss: "categoricalCrossentropy" });
      const { x, y } = task(24, 1);
      const heap = () => (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length;
      for (let step = 0; step < 20; step++) await model.trainOnBatch(x, y);
      const before = { ...tf.memory(), heap: heap() };
      for (let step = 0; step < 100; step++) await model.trainOnBatch(x, y);
      const after = { ...tf.memory(), heap: heap() };
      const flat = ({ numTensors, numDataBuffers, heap }: typeof before) => ({ numTensors, numDataBuffers, heap });
      expect(flat(after)).toEqual(flat(before));
    },
  );
});

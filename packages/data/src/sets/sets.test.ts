import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { rotation } from "../distortions/rotation";
import { batches, chunks } from "./batches";
import { type ImageSet, select } from "./imageSet";
import { split } from "./split";
import { toTensors } from "./toTensors";

/** Images of 2×3 whose every pixel is the image's number. */
const numbered = (size: number): ImageSet => ({
  images: Float32Array.from({ length: size * 6 }, (_, k) => Math.floor(k / 6)),
  labels: Int32Array.from({ length: size }, (_, i) => i % 10),
  size,
  height: 2,
  width: 3,
});
const numbers = (set: ImageSet) => Array.from({ length: set.size }, (_, i) => set.images[i * 6]!);
const sorted = (xs: number[]) => [...xs].sort((a, b) => a - b);

describe("batches", () => {
  it("see every example once an epoch, in another order each", () => {
    const { stepsPerEpoch, batch } = batches(numbered(12), { batchSize: 4, seed: 1 });
    expect(stepsPerEpoch).toBe(3);
    const epoch = (e: number) => [0, 1, 2].flatMap((k) => numbers(batch(3 * e + k)));
    expect(sorted(epoch(0))).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(sorted(epoch(1))).toEqual(sorted(epoch(0)));
    expect(epoch(1)).not.toEqual(epoch(0));
  });

  it("depend on the step alone, not on what was asked before", () => {
    const options = { batchSize: 3, seed: 5, distortion: rotation() };
    const forward = batches(numbered(10), options);
    const inOrder = Array.from({ length: 9 }, (_, step) => forward.batch(step));
    const fresh = batches(numbered(10), options);
    for (const step of [8, 2, 5, 0, 7]) expect(fresh.batch(step)).toEqual(inOrder[step]);
  });

  it("distort an example anew every epoch", () => {
    const { batch } = batches(numbered(4), { batchSize: 4, shuffle: false, distortion: rotation() });
    expect(batch(0).labels).toEqual(batch(1).labels);
    expect(batch(0).images).not.toEqual(batch(1).images);
  });

  it("keep the set's order without shuffling and leave out the rest", () => {
    const { stepsPerEpoch, batch } = batches(numbered(5), { batchSize: 2, shuffle: false });
    expect(stepsPerEpoch).toBe(2);
    expect([0, 1, 2].map((step) => numbers(batch(step)))).toEqual([
      [0, 1],
      [2, 3],
      [0, 1],
    ]);
  });

  it("say what is wrong", () => {
    const message = "batches: batchSize must be at most the set's size 3, got 4";
    expect(() => batches(numbered(3), { batchSize: 4 })).toThrow(message);
    expect(() => batches(numbered(3), { batchSize: 0 })).toThrow("batches: batchSize must be a whole number from 1");
    expect(() => batches(numbered(3), { batchSize: 1 }).batch(-1)).toThrow("batch: step must be a whole number from 0");
    expect(() => batches({ ...numbered(3), size: 4 }, { batchSize: 1 })).toThrow(
      "batches: images must be 4·2·3 floats, got Float32Array of 18",
    );
  });
});

describe("chunks", () => {
  it("cover the set with a smaller last one", () => {
    expect([...chunks(numbered(5), 2)].map(numbers)).toEqual([[0, 1], [2, 3], [4]]);
    expect([...chunks(numbered(0), 2)]).toEqual([]);
  });
});

describe("split", () => {
  it("parts the set at random", () => {
    const { train, valid } = split(numbered(50), { valid: 10, seed: 2 });
    expect([train.size, valid.size]).toEqual([40, 10]);
    expect(sorted([...numbers(train), ...numbers(valid)])).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(numbers(valid)).not.toEqual(sorted(numbers(valid)));
    expect(() => split(numbered(3), { valid: 4 })).toThrow("split: valid must be a whole number from 0 to the set's");
  });
});

describe("select", () => {
  it("copies the chosen images", () => {
    const set = numbered(4);
    const chosen = select(set, [3, 1, 3]);
    expect(numbers(chosen)).toEqual([3, 1, 3]);
    expect([...chosen.labels]).toEqual([3, 1, 3]);
    chosen.images[0] = 9;
    expect(set.images[18]).toBe(3);
    expect(() => select(set, [4])).toThrow("select: indices must be whole numbers from 0 below 4, got 4");
  });
});

describe("toTensors", () => {
  it("gives images and one-hot labels", async () => {
    await tf.setBackend("cpu");
    const { x, y } = toTensors(select(numbered(12), [2, 11]));
    expect(x.shape).toEqual([2, 2, 3, 1]);
    expect([x.dataSync()[0], x.dataSync()[6]]).toEqual([2, 11]);
    expect(y.arraySync()).toEqual([2, 1].map((hot) => Array.from({ length: 10 }, (_, k) => (k === hot ? 1 : 0))));
    expect(() => toTensors(numbered(4), 3)).toThrow("toTensors: labels must be from 0 below 3, got 3 at 3");
    tf.dispose([x, y]);
  });
});

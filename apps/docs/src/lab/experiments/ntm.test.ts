import "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-layers";
import { readFile } from "node:fs/promises";
import { address as delivered, ready } from "@attn/core";
import { bitErrors, NTM, tasks } from "@attn/ntm";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { ntmFigures } from "../../chapters/ntm/figures";
import { Run, type Told } from "../training";
import { ntm } from "./ntm";
import { sequenceOf } from "./ntmCopy";
import { type CopyTrainingShown, ntmTrainings } from "./ntmTrainings";

vi.mock("../assets", () => ({
  asset: (name: string) => {
    const [model, file] = name.split("/");
    return readFile(new URL(`../../../../../packages/${model}/trained/${file}.safetensors`, import.meta.url));
  },
}));

beforeAll(() => ready());

const close = (got: ArrayLike<number>, want: readonly number[], digits = 5) => {
  expect(got.length).toBe(want.length);
  for (const [i, x] of want.entries()) expect(got[i]).toBeCloseTo(x, digits);
};
/** Runs it, and sees that no tensor is left. */
function run<P, R>(experiment: { run(params: P): R }, params: P): R {
  const before = tf.memory().numTensors;
  const result = experiment.run(params);
  expect(tf.memory().numTensors).toBe(before);
  return result;
}

// The worked step of the packages' tests, in float64.
const memory = [
  [1, 2],
  [3, 4],
  [5, 6],
  [0, 1],
];
const previous = [0.1, 0.6, 0.2, 0.1];
const head = { key: [1, 1], beta: 2, gate: 0.3, shift: [0.1, 0.7, 0.2], gamma: 2.5 };
const content = [0.26302705, 0.28565628, 0.28907226, 0.1622444];
const gated = [0.14890812, 0.50569688, 0.22672168, 0.11867332];
const shifted = [0.17854003, 0.40644161, 0.27171188, 0.14330647];
const sharpened = [0.08160974, 0.63811418, 0.23317102, 0.04710505];

describe("the figures of the Neural Turing Machine", () => {
  it("have the stages of an address as worked by hand", () => {
    const stages = run(ntm.address, { ...head, memory, previous });
    close(stages.content.data, content);
    close(stages.gated.data, gated);
    close(stages.shifted.data, shifted);
    close(stages.sharpened.data, sharpened);
    close(stages.read.data, [3.16180739, 4.16180739]);
  });

  it("have the same address as the library's one kernel", () => {
    const { defaults } = ntmFigures.address;
    for (const params of [defaults, { ...defaults, gate: 0.1, beta: 3, gamma: 1.5, shift: [0.5, 0.25, 0.25] }]) {
      const want = tf.tidy(() =>
        delivered(
          {
            key: tf.tensor2d([params.key]),
            beta: tf.tensor1d([params.beta]),
            gate: tf.tensor1d([params.gate]),
            shift: tf.tensor2d([params.shift]),
            gamma: tf.tensor1d([params.gamma]),
          },
          tf.tensor3d([params.memory]),
          tf.tensor2d([params.previous]),
        ).dataSync(),
      );
      close(run(ntm.address, params).sharpened.data, [...want]);
    }
  });

  it("scale what is drawn to the sum 1", () => {
    const { sharpened } = run(ntm.address, { ...head, memory, previous, shift: [1, 7, 2] });
    close(sharpened.data, [0.08160974, 0.63811418, 0.23317102, 0.04710505]);
  });

  it("read by content, gate and walk alike", () => {
    const found = run(ntm.content, { memory, key: head.key, beta: head.beta });
    close(found.weights.data, content);
    close(found.likeness.data, [3 / Math.sqrt(10), 7 / Math.sqrt(50), 11 / Math.sqrt(122), 1 / Math.sqrt(2)]);
    close(run(ntm.gate, { content, previous, gate: head.gate }).weights.data, gated);
    const walk = run(ntm.walk, { weights: gated, shift: head.shift, gamma: head.gamma });
    const column = (data: ArrayLike<number>, t: number) => [0, 1, 2, 3].map((i) => data[21 * i + t]!);
    expect(walk.shifted.shape).toEqual([4, 21]);
    close(column(walk.shifted.data, 0), gated, 3);
    close(column(walk.shifted.data, 1), shifted, 3);
    close(column(walk.sharpened.data, 1), sharpened, 3);
  });

  it("give a key of zeros even weights", () => {
    close(run(ntm.content, { memory, key: [0, 0], beta: 9 }).weights.data, [0.25, 0.25, 0.25, 0.25]);
  });

  it("read and write as worked by hand", () => {
    const { parts, read } = run(ntm.read, { memory, weights: sharpened });
    close(read.data, [3.16180739, 4.16180739]);
    expect(parts.data[2]).toBeCloseTo(3 * sharpened[1]!, 5);
    const { erased, written } = run(ntm.write, { memory, weights: sharpened, erase: [0.5, 1], add: [0.25, -1] });
    expect(erased.data[2]).toBeCloseTo(3 * (1 - 0.5 * sharpened[1]!), 5);
    close(
      written.data,
      [0.97959756, 1.75517077, 2.20235727, 0.80942909, 4.4753652, 4.36780285, 0.01177626, 0.90578989],
      4,
    );
  });

  it("read at a place with the slope that differences have", () => {
    const params = { ...ntmFigures.place.defaults, place: 5.3, blur: 0.8 };
    const at = (place: number) => run(ntm.place, { ...params, place }).read;
    const { slope, hard, weights, curve, places } = run(ntm.place, params);
    expect(slope).toBeCloseTo((at(5.31) - at(5.29)) / 0.02, 2);
    expect(hard).toBe(params.values[4]);
    expect(Array.from(weights.data).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    expect(curve.data[16 * 4]).toBeCloseTo(at(places.data[16 * 4]!), 5);
  });
});

describe("the machine that copies", () => {
  const { defaults } = ntmFigures.copy;
  const copy = async (params: typeof defaults) => {
    await ntm.copy.prepare(params);
    return run(ntm.copy, params);
  };

  it("lays sequences out as the task does", () => {
    const task = tasks.copy({ minLength: 3, maxLength: 3 });
    const bits = task.inputs.dataSync();
    const vectors = [1, 2, 3].map((t) => Number.parseInt(bits.slice(10 * t, 10 * t + 8).join(""), 2));
    const mine = sequenceOf(vectors);
    for (const name of ["inputs", "targets", "mask"] as const)
      expect(mine[name].arraySync()).toEqual(task[name].arraySync());
  });

  it.each(["copy-lstm", "copy-feedforward"])("makes no mistake: %s, from 1 to 120 vectors", async (machine) => {
    for (const length of [1, 10, 120]) {
      const { wrong, bits, inputs, memory, slots } = await copy({ ...defaults, machine, length });
      expect(wrong).toBe(0);
      expect(bits).toHaveLength(2 * length);
      expect(inputs.shape).toEqual([10, 2 * length + 2]);
      expect(memory.shape).toEqual([2 * length + 2, slots.length, 20]);
    }
  });

  it("takes the reader's bits, and leaves out what is none", async () => {
    const drawn = await copy({ ...defaults, length: 4 });
    const { bits, inputs, targets } = await copy({ ...defaults, length: 4, bits: "ff00zz" });
    expect(bits).toBe(`ff00${drawn.bits.slice(4)}`);
    expect([0, 7].map((bit) => inputs.data[bit * 10 + 1])).toEqual([1, 1]);
    expect([0, 7].map((bit) => targets.data[bit * 10 + 7])).toEqual([0, 0]);
  });

  it("bounds what an address asks for", async () => {
    expect((await copy({ ...defaults, length: 1e6 })).bits).toHaveLength(240);
    expect((await copy({ ...defaults, length: -3 })).bits).toHaveLength(2);
    await expect(copy({ ...defaults, machine: "constructor" })).rejects.toThrow("constructor");
  });

  it("reads where it wrote, in the same order, a step before it gives back", async () => {
    const { writes, reads } = await copy(defaults);
    const looks = ({ data }: typeof writes, t: number) => {
      const column = Array.from({ length: writes.shape[0]! }, (_, i) => data[i * 22 + t]!);
      return column.indexOf(Math.max(...column));
    };
    for (let k = 0; k < 10; k++) expect(looks(reads, k + 11)).toBe(looks(writes, k + 1));
  });
});

describe("the training", () => {
  const params = { ...ntmFigures.training.defaults, steps: 40 };
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const stepsOf = (told: readonly Told[]) => told.at(-1)!.step;

  it("tells what it does, gives a machine that can be loaded, and leaves no tensors", async () => {
    const before = tf.memory().numTensors;
    const told: Told[] = [];
    const training = new Run((one) => told.push(one));
    await ntmTrainings.copyTraining(params, training);
    expect(tf.memory().numTensors).toBe(before);
    expect(stepsOf(told)).toBe(40);
    expect(told.at(-1)!.done).toBe(true);
    expect(told.flatMap(({ losses }) => losses)).toHaveLength(40);
    const { measured, example, solved } = told.at(-1)!.shown as CopyTrainingShown;
    expect(solved).toBeUndefined();
    expect(measured!.map(({ of }) => of)).toEqual([80, 160, 400, 960]);
    expect(example.writes.shape).toEqual([30, 22]);

    const machine = NTM.load(training.weights!());
    const { inputs, targets, mask } = tasks.copy({ minLength: 10, maxLength: 10, batchSize: 10, seed: -1 });
    expect(bitErrors(machine.run(inputs).outputs, targets, mask).dataSync()[0]).toBeCloseTo(measured![0]!.wrong, 4);
    await ntm.copy.prepare({ ...ntmFigures.copy.defaults, machine: "here" });
    expect(ntm.copy.run({ ...ntmFigures.copy.defaults, machine: "here" }).wrong).toBeGreaterThan(10);
  });

  it("begins where the figure says it does", async () => {
    const told: Told[] = [];
    await ntmTrainings.copyTraining({ ...params, seed: 5, steps: 1 }, new Run((one) => told.push(one)));
    const { example } = told[0]!.shown as CopyTrainingShown;
    expect(run(ntm.untrained, { ...params, seed: 5 })).toEqual(example);
  });

  it("waits when paused, goes one step at a time, and stops", async () => {
    const before = tf.memory().numTensors;
    const told: Told[] = [];
    const training = new Run((one) => told.push(one));
    training.pause();
    const ended = ntmTrainings.copyTraining({ ...params, steps: 1e6 }, training);
    await wait(300);
    expect(stepsOf(told)).toBe(0);
    for (const step of [1, 2]) {
      training.step();
      await wait(300);
      expect(stepsOf(told)).toBe(step);
    }
    training.resume();
    await wait(600);
    expect(stepsOf(told)).toBeGreaterThan(2);
    training.pause();
    await wait(100);
    const paused = told.length;
    await wait(300);
    expect(told).toHaveLength(paused);
    training.stop();
    await ended;
    expect(told.at(-1)!.done).toBeUndefined();
    expect(training.weights).toBeUndefined();
    expect(tf.memory().numTensors).toBe(before);
  });
});

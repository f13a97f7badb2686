// A trained machine copies: what goes in and out, what is written and read, and where.
import { seeded } from "@attn/core/random";
import { bitErrors, NTM, type NTMTrace } from "@attn/ntm";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { asset } from "../assets";
import type { Values } from "../values";
import { numbers, tidied } from "./tidied";

const MOST = 120;
const BITS = 8;

export interface CopyParams {
  /** `copy-lstm`, `copy-feedforward`, or `here`: the one that was trained in the page. */
  machine: string;
  /** How many vectors, from 1 to 120. */
  length: number;
  /** Of the bits that the reader has not set. */
  seed: number;
  /** What the reader set: two hexadecimal digits for each vector from the first one on. */
  bits: string;
}

export interface Copied {
  /** The bits that went in, as two digits a vector. */
  bits: string;
  /** `[channels, T]`: eight bits, the start, the end. */
  inputs: Values;
  /** `[8, T]`, from 0 to 1; 0 where nothing is expected. */
  outputs: Values;
  targets: Values;
  /** How many bits are wrong. */
  wrong: number;
  /** The slots that the pictures have, from −half to half of all: −1 is the last one. */
  slots: number[];
  /** `[slots, T]` */
  writes: Values;
  reads: Values;
  /** After each step, `[T, slots, W]`. */
  memory: Values;
  /** What the heads asked for at each step, the read head first: `[T, 2]`, and `[T, 2, 3]`. */
  heads: { beta: Values; gate: Values; gamma: Values; shift: Values };
}

const shipped = ["copy-lstm", "copy-feedforward"];
const loaded = new Map<string, NTM>();
let here: Uint8Array | undefined;

/** Makes a machine that was trained in the page known as `here`. */
export const keep = (bytes: Uint8Array): void => {
  here = bytes;
};

async function prepare({ machine }: CopyParams): Promise<void> {
  if (machine === "here" || loaded.has(machine)) return;
  if (!shipped.includes(machine)) throw new Error(`There is no machine called ${machine}.`);
  const bytes = await asset(`ntm/${machine}`);
  if (!loaded.has(machine)) loaded.set(machine, NTM.load(bytes));
}

function run({ machine, length, seed, bits }: CopyParams): Copied {
  if (machine !== "here") return copied(loaded.get(machine)!, vectorsOf(length, seed, bits));
  if (!here) throw new Error("No machine has been trained on this page yet: the figure below does it.");
  const mine = NTM.load(here);
  const result = copied(mine, vectorsOf(length, seed, bits));
  mine.dispose();
  return result;
}

export const copy = { prepare, run };

/** The reader's vectors, as far as there are any, then those of the seed. */
function vectorsOf(length: number, seed: number, bits: string): number[] {
  const L = Math.min(MOST, Math.max(1, Math.round(length)));
  const random = seeded(Math.round(seed));
  const drawn = Array.from({ length: L }, () => random.integer(2 ** BITS));
  return drawn.map((vector, i) => {
    const set = bits.slice(2 * i, 2 * i + 2);
    return /^[0-9a-f]{2}$/.test(set) ? Number.parseInt(set, 16) : vector;
  });
}

/** What a machine does with vectors of eight bits, the highest one first; with the slots given, or those it looks at. */
export function copied(ntm: NTM, vectors: readonly number[], chosen?: readonly number[]): Copied {
  return tidied(() => {
    const { inputs, targets, mask } = sequenceOf(vectors);
    const { outputs, trace } = ntm.run(inputs, { trace: true });
    const slots = chosen ? [...chosen] : slotsOf(trace!);
    const N = ntm.config.memory.slots;
    const places = tf.tensor1d(
      slots.map((slot) => (slot + N) % N),
      "int32",
    );
    const over = (head: number) => overTime(tf.gather(tf.gather(trace!.weights, head, 2), places, 2));
    const { beta, gate, gamma, shift } = trace!;
    const asked = (x: Tensor) => numbers(tf.squeeze(x, [0]), 3);
    return {
      bits: vectors.map((vector) => vector.toString(16).padStart(2, "0")).join(""),
      inputs: numbers(overTime(inputs)),
      outputs: numbers(overTime(tf.mul(tf.sigmoid(outputs), tf.expandDims(mask, 2))), 3),
      targets: numbers(overTime(targets)),
      wrong: bitErrors(outputs, targets, mask).dataSync()[0]!,
      slots,
      writes: numbers(over(1), 3),
      reads: numbers(over(0), 3),
      memory: numbers(tf.gather(tf.squeeze(trace!.memory, [0]), places, 1), 2),
      heads: { beta: asked(beta), gate: asked(gate), gamma: asked(gamma), shift: asked(shift) },
    };
  });
}

/** The copy task's layout (`tasks.copy`) with vectors of one's own: start, the vectors, end, as many empty steps. */
export function sequenceOf(vectors: readonly number[]): { inputs: Tensor; targets: Tensor; mask: Tensor } {
  const [L, T] = [vectors.length, 2 * vectors.length + 2];
  const inputs = tf.buffer([1, T, BITS + 2]);
  const targets = tf.buffer([1, T, BITS]);
  inputs.set(1, 0, 0, BITS);
  inputs.set(1, 0, L + 1, BITS + 1);
  for (const [i, vector] of vectors.entries())
    for (let bit = 0; bit < BITS; bit++) {
      const on = (vector >> (BITS - 1 - bit)) & 1;
      inputs.set(on, 0, i + 1, bit);
      targets.set(on, 0, i + L + 2, bit);
    }
  const mask = tf.tensor2d([Array.from({ length: T }, (_, t) => (t >= L + 2 ? 1 : 0))]);
  return { inputs: inputs.toTensor(), targets: targets.toTensor(), mask };
}

/** Of the one sequence there is: `[1, T, n]` to `[n, T]`. */
const overTime = (x: Tensor): Tensor => tf.transpose(tf.squeeze(x, [0]));

/** Above this a head is taken to look at a slot. */
const LOOKS = 0.2;

/** The slots that a head looks at, and those between them; counted around the first, so that −1 is the last. */
function slotsOf({ weights }: NTMTrace): number[] {
  const most = tf.max(weights, [0, 1, 2]).dataSync(); // [N]
  const N = most.length;
  const looked = [...most.keys()].filter((i) => most[i]! > LOOKS);
  const gaps = looked.map((from, k) => (looked[(k + 1) % looked.length]! - from + N) % N || N);
  const after = gaps.indexOf(Math.max(...gaps)); // nothing is looked at between this one and the next
  const count = Math.min(N, N - (gaps[after] ?? 1) + 3);
  const first = ((looked[(after + 1) % looked.length] ?? 1) - 1 + N) % N;
  const from = first > N / 2 ? first - N : first;
  return Array.from({ length: count }, (_, i) => from + i);
}

import {
  circularShift,
  contentWeights,
  address as delivered,
  eraseAdd,
  interpolate,
  readMemory,
  sharpen,
} from "@attn/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { Values } from "../values";
import { copy } from "./ntmCopy";
import { beforeTraining } from "./ntmTrainings";
import { numbers, tidied } from "./tidied";

export interface PlaceParams {
  /** Where to read: 1 is the first number, 2 the second; also between them. */
  place: number;
  /** How many numbers wide the blur is. */
  blur: number;
  values: number[];
}

export interface Place {
  weights: Values;
  read: number;
  /** The derivative of what is read for the place. */
  slope: number;
  /** What an index would read. */
  hard: number;
  /** Places from the first number to the last, and what is read there. */
  places: Values;
  curve: Values;
}

/** Reading at a place that need not be whole, by an address that is blurred around it (eq. 2). */
function place({ place, blur, values }: PlaceParams): Place {
  return tidied(() => {
    const N = values.length;
    const width = Math.max(blur, 0.05);
    const memory = tf.tensor3d(values, [1, N, 1]);
    const weightsAt = (places: Tensor): Tensor => {
      const far = tf.div(tf.sub(tf.expandDims(places, 1), tf.range(1, N + 1)), width);
      return tf.softmax(tf.mul(-0.5, tf.square(far)), 1); // [P, N]
    };
    const readAt = (places: Tensor) =>
      tf.reshape(readMemory(memory, tf.expandDims(weightsAt(places), 0)), [places.size]);
    const here = tf.tensor1d([place]);
    const places = tf.linspace(1, N, 16 * (N - 1) + 1);
    return {
      weights: numbers(tf.reshape(weightsAt(here), [N])),
      read: readAt(here).dataSync()[0]!,
      slope: tf.grad(readAt)(here).dataSync()[0]!,
      hard: values[Math.min(N, Math.max(1, Math.round(place))) - 1]!,
      places: numbers(places),
      curve: numbers(readAt(places)),
    };
  });
}

export interface ReadParams {
  memory: number[][];
  /** Scaled to the sum 1. */
  weights: number[];
}

/** r = Σ w(i) M(i) (eq. 2), and each row's share of it. */
function read({ memory, weights }: ReadParams): { parts: Values; read: Values } {
  return tidied(() => {
    const w = distribution(weights);
    return {
      parts: numbers(tf.mul(tf.tensor2d(memory), tf.reshape(w, [-1, 1]))),
      read: numbers(readMemory(tf.tensor3d([memory]), w)),
    };
  });
}

export interface WriteParams extends ReadParams {
  /** From 0 to 1, as long as a row. */
  erase: number[];
  add: number[];
}

/** Erase (eq. 3), then add (eq. 4). */
function write({ memory, weights, erase, add }: WriteParams): { erased: Values; written: Values } {
  return tidied(() => {
    const M = tf.tensor3d([memory]);
    const [w, e, a] = [distribution(weights), tf.tensor2d([erase]), tf.tensor2d([add])];
    return {
      erased: numbers(tf.squeeze(eraseAdd(M, w, e, tf.zerosLike(a)), [0])),
      written: numbers(tf.squeeze(eraseAdd(M, w, e, a), [0])),
    };
  });
}

export interface ContentParams {
  /** Rows of two numbers, so that they can be drawn. */
  memory: number[][];
  key: number[];
  beta: number;
}

/** How like each row is to the key (eq. 6), and the softmax of that (eq. 5). */
function content({ memory, key, beta }: ContentParams): { likeness: Values; weights: Values } {
  return tidied(() => {
    const [k, M] = [tf.tensor1d(key), tf.tensor2d(memory)];
    const lengths = tf.mul(tf.norm(k), tf.norm(M, "euclidean", 1));
    const likeness = tf.div(tf.dot(M, k), tf.maximum(lengths, 1e-8));
    const weights = contentWeights(tf.expandDims(k, 0), tf.tensor1d([beta]), tf.expandDims(M, 0));
    return { likeness: numbers(likeness), weights: numbers(tf.squeeze(weights, [0])) };
  });
}

export interface GateParams {
  content: number[];
  previous: number[];
  gate: number;
}

/** A part of the way from the previous address to the one found by content (eq. 7). */
function gate({ content, previous, gate }: GateParams): { weights: Values } {
  return tidied(() => ({
    weights: numbers(tf.squeeze(interpolate(distribution(content), distribution(previous), tf.tensor1d([gate])), [0])),
  }));
}

export interface WalkParams {
  weights: number[];
  /** s over the shifts −1, 0, 1; scaled to the sum 1. */
  shift: number[];
  gamma: number;
}

const STEPS = 20;

/** One address, shifted again and again (eq. 8), and the same sharpened after each shift (eq. 9): `[N, steps + 1]`, from none on. */
function walk({ weights, shift, gamma }: WalkParams): { shifted: Values; sharpened: Values } {
  return tidied(() => {
    const s = distribution(shift);
    const power = tf.tensor1d([gamma]);
    const walked = (next: (w: Tensor) => Tensor) => {
      const steps: Tensor[] = [distribution(weights)];
      for (let t = 0; t < STEPS; t++) steps.push(next(steps[t]!));
      return numbers(tf.transpose(tf.concat(steps, 0)), 4);
    };
    return {
      shifted: walked((w) => circularShift(w, s)),
      sharpened: walked((w) => sharpen(circularShift(w, s), power)),
    };
  });
}

export interface AddressParams extends Omit<WalkParams, "weights"> {
  /** k, as long as a row of the memory. */
  key: number[];
  beta: number;
  gate: number;
  memory: number[][];
  previous: number[];
}

export interface AddressStages {
  content: Values;
  gated: Values;
  shifted: Values;
  sharpened: Values;
  read: Values;
  /** How far the address that one kernel makes of all this is from the four steps, at most. */
  apart: number;
}

/** The four stages of an address (eqs. 5 to 9) and what is read there (eq. 2). */
function address({ key, beta, gate, shift, gamma, memory, previous }: AddressParams): AddressStages {
  return tidied(() => {
    const M = tf.tensor3d([memory]);
    const before = distribution(previous);
    const head = {
      key: tf.tensor2d([key]),
      beta: tf.tensor1d([beta]),
      gate: tf.tensor1d([gate]),
      shift: distribution(shift),
      gamma: tf.tensor1d([gamma]),
    };
    const content = contentWeights(head.key, head.beta, M);
    const gated = interpolate(content, before, head.gate);
    const shifted = circularShift(gated, head.shift);
    const sharpened = sharpen(shifted, head.gamma);
    const stages = { content, gated, shifted, sharpened, read: readMemory(M, sharpened) };
    const shown = Object.fromEntries(Object.entries(stages).map(([name, x]) => [name, numbers(tf.squeeze(x, [0]))]));
    const apart = tf.max(tf.abs(tf.sub(delivered(head, M, before), sharpened))).dataSync()[0]!;
    return { ...(shown as unknown as Omit<AddressStages, "apart">), apart };
  });
}

/** `[1, n]` with the sum 1, of what the reader drew. */
function distribution(parts: number[]): tf.Tensor2D {
  const sum = parts.reduce((a, b) => a + b, 0) || 1;
  return tf.tensor2d([parts.map((part) => part / sum)]);
}

export const ntm = {
  place: { run: place },
  read: { run: read },
  write: { run: write },
  content: { run: content },
  gate: { run: gate },
  walk: { run: walk },
  address: { run: address },
  copy,
  ...beforeTraining,
};

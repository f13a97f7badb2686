// What the tests of the operators on a memory have in common.
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, expectFinite, expectGradient, random } from "../testing";

export interface Sizes {
  B: number;
  N: number;
  W: number;
  S: number;
  heads: number;
}

/** An operator, its reference, and arguments for both. */
export interface Subject {
  op: (...xs: Tensor[]) => Tensor;
  reference: (...xs: Tensor[]) => Tensor;
  args: (sizes: Sizes, seed: number) => Tensor[];
}

/** A distribution over the last axis. */
export const address = (shape: number[], seed = 1): Tensor => tf.softmax(random(shape, seed));

/** Numbers from `low` to `high`. */
export const between = (low: number, high: number, shape: number[], seed = 1): Tensor =>
  tf.randomUniform(shape, low, high, "float32", seed);

/** No element is negative, every row has the sum 1. */
export function expectAddress(weights: Tensor): void {
  expect(weights.dataSync().every((w) => w >= 0)).toBe(true);
  expectClose(tf.sum(weights, -1), tf.ones(weights.shape.slice(0, -1)));
}

/** The value and the gradient for every argument are finite. */
export function staysFinite(f: (...xs: Tensor[]) => Tensor, xs: Tensor[]): void {
  const y = f(...xs);
  for (const x of [y, ...tf.grads(f)(xs, random(y.shape, 7))]) expectFinite(x);
}

/** The value, and the gradient of a random projection for every argument, are those of the reference. */
function expectSame({ op, reference }: Subject, xs: Tensor[], seed = 5): void {
  tf.tidy(() => {
    const expected = reference(...xs);
    expectClose(op(...xs), expected);
    const dOut = random(expected.shape, seed);
    const theirs = tf.grads(reference)(xs, dOut);
    tf.grads(op)(xs, dOut).forEach((mine, i) => void expectClose(mine, theirs[i]!));
  });
}

/** Tries a property at 15 sizes. */
export function forAny(property: (sizes: Sizes, seed: number) => void): void {
  const size = (max: number) => fc.integer({ min: 1, max });
  const S = fc.constantFrom(1, 3, 5, 7, 9);
  const sizes = fc.record({ B: size(3), N: size(40), W: size(20), S, heads: size(4) });
  const inTidy = (s: Sizes, seed: number) => void tf.tidy(() => property(s, seed));
  fc.assert(fc.property(sizes, fc.nat(1000), inTidy), { numRuns: 15, seed: 3 });
}

/** What holds for each of the operators alike. */
export function behavesAsAnOperator(subject: Subject): void {
  const { op, reference, args } = subject;
  const some: Sizes = { B: 2, N: 5, W: 3, S: 3, heads: 2 };

  // below, at, above and twice the four lanes of a vector; with 5 shifts of 1, 3 and 4 slots
  it.each([1, 3, 4, 5, 8])("agrees with the reference, its gradients too, at N = %i", (N) => {
    for (const W of [1, 3, 4, 5, 8]) expectSame(subject, args({ ...some, N, W }, N));
    for (const S of [1, 3, 5]) expectSame(subject, args({ ...some, N, S }, N + 9));
  });

  it("agrees with the reference, its gradients too, at any size", () => {
    forAny((sizes, seed) => expectSame(subject, args(sizes, seed)));
  });

  it("makes of a batch what it makes of each part alone", () => {
    forAny((sizes, seed) => {
      const xs = args(sizes, seed);
      const parts = Array.from({ length: sizes.B }, (_, b) => op(...xs.map((x) => tf.slice(x, [b], [1]))));
      expectClose(op(...xs), tf.concat(parts), 1e-6);
    });
  });

  it("has the right gradient", () => {
    expectGradient(op, args(some, 2));
  });

  it("has a reference with second derivatives", () => {
    const xs = args({ ...some, B: 1, N: 3, W: 2 }, 6);
    const dOut = random(op(...xs).shape, 8);
    const slopes = (...ys: Tensor[]) =>
      tf.concat(
        tf
          .grads(reference)(ys, dOut)
          .map((d) => tf.reshape(d, [-1])),
      );
    expectGradient(slopes, xs);
  });

  it("takes an empty batch", () => {
    const xs = args({ ...some, B: 1 }, 1).map((x) => tf.zeros([0, ...x.shape.slice(1)]));
    expect(op(...xs).shape).toEqual([0, ...op(...args({ ...some, B: 1 }, 1)).shape.slice(1)]);
    tf.grads((...ys: Tensor[]) => op(...ys))(xs).forEach((dx, i) => void expect(dx.shape).toEqual(xs[i]!.shape));
  });

  it("leaks no tensors", () => {
    const xs = args(some, 1);
    const before = tf.memory().numTensors;
    const out = op(...xs);
    expect(tf.memory().numTensors).toBe(before + 1);
    tf.dispose(out);
    tf.dispose(tf.grads(op)(xs));
    tf.dispose(tf.grad((x: Tensor) => op(x, ...xs.slice(1)))(xs[0]!));
    expect(tf.memory().numTensors).toBe(before);
  });
}

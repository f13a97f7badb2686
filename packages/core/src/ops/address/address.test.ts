import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { expectClose, expectGolden, goldens, onEveryBackend, random } from "../../testing";
import { circularShift } from "../circularShift/circularShift";
import { contentWeights } from "../contentWeights/contentWeights";
import { interpolate } from "../interpolate/interpolate";
import { behavesAsAnOperator, between, expectAddress, forAny, address as row, staysFinite } from "../memoryTests";
import { sharpen } from "../sharpen/sharpen";
import { address } from "./address";
import { addressReference } from "./address.reference";

const cases = [...goldens("ntm_ops"), ...goldens("ntm_degenerate")].filter(({ op }) => op === "ntm_address");

type Args = [key: Tensor, beta: Tensor, gate: Tensor, shift: Tensor, gamma: Tensor, memory: Tensor, previous: Tensor];

/** An operator on a head with its parts as arguments, in the order of a head's outputs. */
const flat =
  (op: typeof address) =>
  (...[key, beta, gate, shift, gamma, memory, previous]: Args) =>
    op({ key, beta, gate, shift, gamma }, memory, previous);

const argsOf = (B: number, N: number, W: number, S: number, seed: number): Args => [
  between(0.5, 2, [B, W], seed),
  between(0.5, 4, [B], seed + 1),
  between(0.1, 0.9, [B], seed + 2),
  row([B, S], seed + 3),
  between(1, 4, [B], seed + 4),
  tf.mul(between(0.5, 2, [B, N, W], seed + 5), tf.sign(random([B, N, W], seed + 6))),
  row([B, N], seed + 7),
];

onEveryBackend("address", () => {
  it("looks where the head says, by hand", () => {
    const head = {
      key: tf.tensor2d([[1, 1]]),
      beta: tf.tensor1d([2]),
      gate: tf.tensor1d([0.3]),
      shift: tf.tensor2d([[0.1, 0.7, 0.2]]),
      gamma: tf.tensor1d([2.5]),
    };
    const memory = tf.tensor3d([1, 2, 3, 4, 5, 6, 0, 1], [1, 4, 2]);
    const weights = address(head, memory, tf.tensor2d([[0.1, 0.6, 0.2, 0.1]]));
    expectClose(weights, [0.08160974, 0.63811418, 0.23317102, 0.04710505], 1e-6);
  });

  it.each(cases)("agrees with $name", (golden) => {
    const inputs = ["key", "beta", "g", "s", "gamma", "memory", "w_prev"];
    expectGolden(golden, inputs, "w", flat(address));
  });

  behavesAsAnOperator({
    op: flat(address) as never,
    reference: flat(addressReference) as never,
    args: ({ B, N, W, S }, seed) => argsOf(B, N, W, S, seed),
  });

  it("is the four operators, one after the other", () => {
    const [key, beta, gate, shift, gamma, memory, previous] = argsOf(3, 9, 5, 5, 1);
    const gated = interpolate(contentWeights(key, beta, memory), previous, gate);
    const expected = sharpen(circularShift(gated, shift), gamma);
    expectClose(address({ key, beta, gate, shift, gamma }, memory, previous), expected, 1e-7);
  });

  it("makes an address", () => {
    forAny(({ B, N, W, S }, seed) => expectAddress(flat(address)(...argsOf(B, N, W, S, seed))));
  });

  it("ignores the content at gate 0", () => {
    forAny(({ B, N, W, S }, seed) => {
      const [key, beta, , shift, gamma, memory, previous] = argsOf(B, N, W, S, seed);
      const closed = (k: Tensor) => address({ key: k, beta, gate: tf.zeros([B]), shift, gamma }, memory, previous);
      expectClose(closed(key), closed(tf.neg(key)), 0.5e-7);
    });
  });

  it.each([
    ["a zero key", { key: 0 }],
    ["a memory of zeros", { memory: 0 }],
    ["beta 0", { beta: 0 }],
    ["beta 100", { beta: 100 }],
    ["gamma 50", { gamma: 50 }],
    ["beta 100 and gamma 50", { beta: 100, gamma: 50 }],
    ["a zero key, gate 1 and gamma 50", { key: 0, gate: 1, gamma: 50 }],
  ] as [string, Record<string, number>][])("is finite for %s, its gradients too", (_, fixed) => {
    const names = ["key", "beta", "gate", "shift", "gamma", "memory", "previous"];
    const args = argsOf(2, 6, 4, 3, 3).map((x, i) => (names[i]! in fixed ? tf.fill(x.shape, fixed[names[i]!]!) : x));
    staysFinite(flat(address) as never, args);
    expectAddress(flat(address)(...(args as Args)));
  });

  it("is finite for one slot of zeros, and for a previous address of one slot", () => {
    const [key, beta, gate, , gamma, memory] = argsOf(2, 6, 4, 3, 3);
    const up = tf.tensor2d([0, 0, 1, 0, 0, 1], [2, 3]);
    const oneHot = tf.tensor2d([0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0], [2, 6]);
    const gap = tf.mul(memory, tf.tensor3d([1, 0, 1, 1, 1, 0], [1, 6, 1]));
    staysFinite(flat(address) as never, [key, beta, gate, up, gamma, gap, oneHot]);
    staysFinite(flat(address) as never, [key, beta, tf.zeros([2]), up, gamma, gap, oneHot]);
    const moved = flat(address)(key, beta, tf.zeros([2]), up, gamma, gap, oneHot);
    expectClose(moved, tf.tensor2d([1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0], [2, 6]), 1e-7);
  });

  it("says which argument is wrong, and how", () => {
    const [key, beta, gate, shift, gamma, memory, previous] = argsOf(2, 5, 3, 3, 1);
    const head = { key, beta, gate, shift, gamma };
    expect(() => address({ ...head, key: tf.zeros([2, 4]) }, memory, previous)).toThrow(
      "address: key must be [B=2, W=3], got [2, 4]",
    );
    expect(() => address({ ...head, shift: tf.zeros([2, 4]) }, memory, previous)).toThrow(
      "address: shift must be [B=2, S] with S odd, got [2, 4]",
    );
    expect(() => address(head, memory, tf.zeros([2, 4]))).toThrow("address: previous must be [B=2, N=5], got [2, 4]");
    expect(() => address(head, tf.zeros([5, 3]), previous)).toThrow(
      "address: memory must be [B=5, N=3, W], got [5, 3]",
    );
    const { gamma: _, ...incomplete } = head;
    expect(() => address(incomplete as never, memory, previous)).toThrow(
      "address: gamma must be a float32 tensor [B], got undefined",
    );
    expect(() => address({ ...head, s: shift } as never, memory, previous)).toThrow(
      'address: head must be an object of key, beta, gate, shift, gamma, got one with "s"',
    );
  });
});

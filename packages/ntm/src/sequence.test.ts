import { expectClose, expectGradient, goldens, goldenTensor, onEveryBackend, random } from "@attn/core/testing";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { fromGolden } from "./golden";
import { configOf, partsOf, someState, someWeights, stateOf } from "./machines";
import type { NTMConfig, NTMOptions } from "./options";
import { type NTMResult, runNTM, scanNTM } from "./sequence";
import { firstState as firstOf, repeated } from "./state";
import type { NTMTrace } from "./trace";

const machines: [string, Partial<NTMOptions>][] = [
  ["an LSTM", {}],
  ["an LSTM of two layers", { controller: { type: "lstm", units: 6, layers: 2 } }],
  ["an LSTM of three layers", { controller: { type: "lstm", units: 3, layers: 3 } }],
  ["a feed-forward controller", { controller: { type: "feedforward", units: 4 } }],
  ["a feed-forward controller of two layers", { controller: { type: "feedforward", units: 5, layers: 2 } }],
  ["several heads", { readHeads: 3, writeHeads: 2, shifts: 5 }],
  ["heads that read the memory as it was", { readHeads: 2, memoryOrder: "read-previous" }],
  ["heads that address the memory as it was", { writeHeads: 2, memoryOrder: "address-previous" }],
  ["linear keys, a learned memory", { keyActivation: "linear", addActivation: "linear", initialMemory: "learned" }],
  ["one slot, one number, one shift", { memory: { slots: 1, word: 1 }, shifts: 1 }],
  ["a vector's width of everything", { controller: { type: "lstm", units: 4 }, memory: { slots: 4, word: 4 } }],
  ["more than a vector", { controller: { type: "lstm", units: 9 }, memory: { slots: 13, word: 8 }, outputSize: 9 }],
];

/** All outputs of a run as one list. */
const listed = ({ outputs, state }: NTMResult): Tensor[] => [outputs, ...partsOf(state)];

/** A random projection of all outputs. */
function projected(result: NTMResult): Scalar {
  const terms = listed(result).map((y, i) => tf.sum(tf.mul(y, random(y.shape, 90 + i))));
  return tf.addN(terms) as Scalar;
}

type Run = typeof runNTM;

/** The weights that a run depends on: not what sequences begin with, if it is given a state. */
const used = (names: string[], hasState: boolean) => names.filter((name) => !hasState || !name.startsWith("initial."));

/** A run as a function of every tensor that it depends on. */
function flat(run: Run, config: NTMConfig, names: string[]) {
  return (x: Tensor, ...rest: Tensor[]) => {
    const weights = Object.fromEntries(names.map((name, i) => [name, rest[i]!]));
    const state = rest.slice(names.length);
    return projected(run(config, weights, x, state.length > 0 ? stateOf(state) : undefined));
  };
}

const scanned: Run = (config, weights, x, state, trace = false) =>
  scanNTM(config, weights, x, state ?? repeated(firstOf(config, weights), x.shape[0]!), trace);

onEveryBackend("sequence", () => {
  it.each(goldens("ntm_sequence"))("agrees with $name", (golden) => {
    tf.tidy(() => {
      const { run, inputs } = fromGolden(golden);
      const names = Object.keys(inputs);
      const values = Object.values(inputs);
      const got = run(inputs);
      for (const name of ["logits", "reads", "weights", "memories", "loss"]) {
        expectClose(got[name]!, goldenTensor(golden.outputs[name]!));
      }
      const grads = tf.grads((...xs: Tensor[]) => {
        return run(Object.fromEntries(names.map((name, i) => [name, xs[i]!]))).loss as Scalar;
      })(values);
      names.forEach((name, i) => void expectClose(grads[i]!, goldenTensor(golden.grads[name]!)));
    });
  });

  it.each(machines)("agrees with the scan: %s", (_, options) => {
    for (const [B, own] of [
      [1, true],
      [1, false],
      [3, true],
      [3, false],
      [9, false],
      [17, true],
    ] as const) {
      tf.tidy(() => {
        const config = configOf(options);
        const weights = someWeights(config);
        const x = random([B, 4, config.inputSize], 7);
        const state = own ? someState(config, B) : undefined;
        const mine = runNTM(config, weights, x, state);
        const theirs = scanned(config, weights, x, state);
        listed(mine).forEach((y, i) => void expectClose(y, listed(theirs)[i]!));
        const names = used(Object.keys(weights), state !== undefined);
        const args = [x, ...names.map((name) => weights[name]!), ...(state ? partsOf(state) : [])];
        const [a, b] = [runNTM, scanned].map((run) => tf.grads(flat(run, config, names))(args));
        a!.forEach((d, i) => void expectClose(d, b![i]!));
      });
    }
  });

  it("has the right gradient", () => {
    tf.tidy(() => {
      const config = configOf({ memory: { slots: 3, word: 2 }, controller: { type: "lstm", units: 3 } });
      const weights = someWeights(config);
      const state = someState(config, 2);
      const names = used(Object.keys(weights), true);
      const args = [random([2, 3, config.inputSize], 7), ...names.map((name) => weights[name]!), ...partsOf(state)];
      expectGradient(flat(runNTM, config, names), args);
    });
  });

  it("takes one step, and gives its gradient", () => {
    tf.tidy(() => {
      const config = configOf();
      const weights = someWeights(config);
      const x = random([2, 1, 3], 3);
      const [mine, theirs] = [runNTM, scanned].map((run) => tf.grad((y) => projected(run(config, weights, y)))(x));
      expectClose(mine!, theirs!);
    });
  });

  it("goes on from a state as if it had not stopped", () => {
    tf.tidy(() => {
      const config = configOf({ readHeads: 2 });
      const weights = someWeights(config);
      const x = random([2, 6, 3], 3);
      const whole = runNTM(config, weights, x);
      const first = runNTM(config, weights, tf.slice(x, [0, 0, 0], [2, 4, 3]));
      const rest = runNTM(config, weights, tf.slice(x, [0, 4, 0], [2, 2, 3]), first.state);
      expectClose(tf.concat([first.outputs, rest.outputs], 1), whole.outputs);
      partsOf(rest.state).forEach((y, i) => void expectClose(y, partsOf(whole.state)[i]!));
    });
  });

  it("takes of a batch what it takes of each sequence alone", () => {
    tf.tidy(() => {
      const config = configOf();
      const weights = someWeights(config);
      const x = random([5, 3, 3], 3);
      const alone = tf.unstack(x).map((one) => runNTM(config, weights, tf.expandDims(one)).outputs);
      expectClose(runNTM(config, weights, x).outputs, tf.concat(alone));
    });
  });

  it.each(machines)("traces what the heads did: %s", (_, options) => {
    tf.tidy(() => {
      const config = configOf(options);
      const weights = someWeights(config);
      const x = random([2, 3, 3], 3);
      const mine = runNTM(config, weights, x, undefined, true).trace!;
      const theirs = scanned(config, weights, x, undefined, true).trace!;
      for (const name of Object.keys(theirs) as (keyof NTMTrace)[]) expectClose(mine[name], theirs[name]);
      expectClose(tf.sum(mine.weights, -1), tf.ones([2, 3, mine.weights.shape[2]!]));
    });
  });

  it("takes another controller, step by step", () => {
    tf.tidy(() => {
      const config = configOf({ controller: { type: "feedforward", units: 2 } });
      const { W, R, I } = { W: 4, R: 1, I: 3 };
      const weights = someWeights(config);
      const mine = random([I + R * W, 2], 8);
      const count = tf.ones([2, 1]);
      const controller = (x: Tensor, [n]: readonly Tensor[]): [Tensor, Tensor[]] => [
        tf.mul(tf.relu(tf.matMul(x as tf.Tensor2D, mine as tf.Tensor2D)), n!),
        [tf.add(n!, 1)],
      ];
      const first = { ...someState(config, 2), controller: [count] };
      const run = (kernel: Tensor) =>
        projected(
          scanNTM(config, weights, random([2, 3, 3], 3), first, false, (x, state) => {
            const [h, next] = controller(x, state);
            return [tf.add(h, tf.sum(tf.sub(kernel, mine))), next];
          }),
        );
      const { state, outputs } = scanNTM(config, weights, random([2, 3, 3], 3), first, false, controller);
      expect(state.controller[0]!.dataSync()).toEqual(Float32Array.of(4, 4));
      expect(outputs.shape).toEqual([2, 3, 2]);
      expect(
        tf
          .grad(run)(mine)
          .dataSync()
          .some((d) => d !== 0),
      ).toBe(true);
    });
  });

  it("leaks no tensors", () => {
    const config = configOf({ readHeads: 2 });
    const weights = someWeights(config);
    const names = Object.keys(weights);
    const x = random([2, 3, 3], 3);
    const run = () => tf.dispose(tf.grads(flat(runNTM, config, names))([x, ...Object.values(weights)]));
    run();
    const before = tf.memory().numTensors;
    run();
    tf.tidy(() => void runNTM(config, weights, x, undefined, true));
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([x, weights]);
  });
});

import { expectClose, expectGradient, goldens, goldenTensor, onEveryBackend, random } from "@attn/core/testing";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { fromGolden } from "./golden";
import { configOf, someImages, someLabels, someNoise, someState, someWeights } from "./models";
import type { DrawConfig, DrawOptions } from "./options";
import { type DrawResult, runDraw, runGenerate, scanDraw, scanGenerate } from "./sequence";
import { recomputingWasm } from "./sequence.wasm";
import { type DrawState, firstState, repeated } from "./state";

const models: [string, Partial<DrawOptions>][] = [
  ["attention", {}],
  ["no attention", { attention: false }],
  ["colour", { imageSize: [4, 7, 3] }],
  ["colour, no attention", { imageSize: [4, 3, 3], attention: false }],
  ["classes", { classes: 4 }],
  ["classes, no attention", { classes: 3, attention: false }],
  ["pixels counted from 0", { pixelOrigin: 0 }],
  [
    "one of everything",
    { imageSize: [1, 1, 1], readSize: 1, writeSize: 1, latentSize: 1, encoderUnits: 1, decoderUnits: 1 },
  ],
  [
    "a vector's width",
    { imageSize: [8, 4, 1], readSize: 4, writeSize: 4, latentSize: 4, encoderUnits: 8, decoderUnits: 4 },
  ],
  [
    "more than a vector",
    { imageSize: [9, 13, 1], readSize: 5, writeSize: 5, latentSize: 9, encoderUnits: 9, decoderUnits: 13 },
  ],
];

const partsOf = ({ canvas, encoder, decoder }: DrawState) => [canvas, encoder, decoder];

/** A random projection of all outputs. */
function projected({ state, kl }: DrawResult): Scalar {
  const terms = [kl, ...partsOf(state)].map((y, i) => tf.sum(tf.mul(y, random(y.shape, 30 + i))));
  return tf.addN(terms) as Scalar;
}

/** All that a run depends on, as one record; `initial.*` is left out where there is a state. */
function everything(config: DrawConfig, B: number, own: boolean): Record<string, Tensor> {
  const labels = someLabels(config, B);
  const weights = Object.entries(someWeights(config)).filter(([name]) => !own || !name.startsWith("initial."));
  return {
    ...Object.fromEntries(weights),
    ...{ x: someImages(config, B), noise: someNoise(config, B) },
    ...(own && { ...someState(config, B) }),
    ...(labels && { labels }),
  };
}

type Run = (config: DrawConfig, all: Record<string, Tensor>, own: boolean) => DrawResult;

const mine: Run = (config, all, own) =>
  runDraw(config, all, { ...inputsOf(all), state: own ? stateOf(all) : firstState(all) });
const theirs: Run = (config, all, own) =>
  scanDraw(config, all, {
    ...inputsOf(all),
    state: own ? stateOf(all) : repeated(firstState(all), all.x!.shape[0]!),
  });

const inputsOf = ({ x, noise, labels }: Record<string, Tensor>) => ({
  x: x!,
  noise: noise!,
  ...(labels && { labels }),
});
const stateOf = ({ canvas, encoder, decoder }: Record<string, Tensor>): DrawState => ({
  ...{ canvas: canvas!, encoder: encoder!, decoder: decoder! },
});

/** As a function of every tensor. */
const flat =
  (f: (all: Record<string, Tensor>) => Tensor, names: string[]) =>
  (...xs: Tensor[]) =>
    f(Object.fromEntries(names.map((name, i) => [name, xs[i]!])));

onEveryBackend("the recurrence", ({ backend, variant }) => {
  const onKernels = it.skipIf(backend !== "wasm" || variant === "none");
  const cases = ["onebased", "zerobased"].flatMap((origin) =>
    goldens(`draw_model_${origin}`).map((golden) => ({ ...golden, title: `${golden.name}, ${origin}` })),
  );

  it.each(cases)("agrees with $title", (golden) => {
    tf.tidy(() => {
      const { run, inputs } = fromGolden(golden);
      const got = run(inputs);
      for (const [name, wanted] of Object.entries(golden.outputs)) expectClose(got[name]!, goldenTensor(wanted));
      const names = Object.keys(golden.grads);
      const sum = (...xs: Tensor[]) => {
        const outputs = run({ ...inputs, ...Object.fromEntries(names.map((name, i) => [name, xs[i]!])) });
        const terms = Object.entries(golden.cotangents).map(([name, c]) =>
          tf.sum(tf.mul(outputs[name]!, goldenTensor(c))),
        );
        return tf.addN(terms) as Scalar;
      };
      const grads = tf.grads(sum)(names.map((name) => inputs[name]!));
      names.forEach((name, i) => void expectClose(grads[i]!, goldenTensor(golden.grads[name]!)));
    });
  });

  it.each(models)("agrees with the scan: %s", (_, options) => {
    for (const [B, own] of [
      [1, false],
      [1, true],
      [3, false],
      [5, true],
      [9, false],
    ] as const) {
      tf.tidy(() => {
        const config = configOf(options);
        const all = everything(config, B, own);
        const [a, b] = [mine(config, all, own), theirs(config, all, own)];
        [a.kl, ...partsOf(a.state)].forEach((y, i) => void expectClose(y, [b.kl, ...partsOf(b.state)][i]!));
        const names = Object.keys(all);
        const [da, db] = [mine, theirs].map((run) =>
          tf.grads(flat((xs) => projected(run(config, xs, own)), names))(names.map((name) => all[name]!)),
        );
        da!.forEach((d, i) => void expectClose(d, db![i]!));
      });
    }
  });

  it.each(models)("draws what the scan draws: %s", (_, options) => {
    tf.tidy(() => {
      const config = configOf(options);
      const { x: _x, encoder: _e, noise, ...rest } = everything(config, 3, true);
      const used = /^(decoder|patch|writeWindow)\./;
      const weights = Object.fromEntries(Object.entries(rest).filter(([name]) => used.test(name)));
      const { canvas, decoder, labels } = rest;
      const all = { ...weights, z: noise!, canvas: canvas!, decoder: decoder!, ...(labels && { labels }) };
      const encoder = tf.zeros([3, 2, config.encoderUnits]);
      const draw = (run: typeof runGenerate) => (xs: Record<string, Tensor>) => {
        const state = { canvas: xs.canvas!, decoder: xs.decoder!, encoder };
        const { canvas: drawn } = run(config, xs, { z: xs.z!, state, ...(xs.labels && { labels: xs.labels }) });
        return tf.sum(tf.mul(drawn, random(drawn.shape, 8)));
      };
      expectClose(draw(runGenerate)(all), draw(scanGenerate)(all));
      const names = Object.keys(all);
      const values = Object.values(all) as Tensor[];
      const [da, db] = [runGenerate, scanGenerate].map((run) => tf.grads(flat(draw(run), names))(values));
      da!.forEach((d, i) => void expectClose(d, db![i]!));
    });
  });

  it("has the right gradient", () => {
    tf.tidy(() => {
      const config = configOf({
        imageSize: [4, 3, 1],
        readSize: 2,
        encoderUnits: 3,
        decoderUnits: 2,
        latentSize: 2,
        steps: 2,
      });
      const all = everything(config, 2, true);
      const names = Object.keys(all);
      expectGradient(
        flat((xs) => projected(mine(config, xs, true)), names),
        names.map((name) => all[name]!),
      );
    });
  });

  it("tells what the scan tells of its steps", () => {
    for (const options of [{}, { attention: false }, { imageSize: [4, 3, 2] as [number, number, number] }]) {
      tf.tidy(() => {
        const config = configOf(options);
        const all = everything(config, 2, false);
        const inputs = { ...inputsOf(all), state: firstState(all) };
        const { trace: a } = runDraw(config, all, inputs, true);
        const { trace: b } = scanDraw(config, all, { ...inputs, state: repeated(firstState(all), 2) }, true);
        const list = (trace: typeof a): Tensor[] =>
          Object.values(trace!).flatMap((part) =>
            part instanceof tf.Tensor ? [part] : (Object.values(part) as Tensor[]),
          );
        expect(Object.keys(a!).sort()).toEqual(Object.keys(b!).sort());
        list(a).forEach((x, i) => void expectClose(x, list(b)[i]!));
      });
    }
  });

  it("goes on from a state as if it had not stopped", () => {
    tf.tidy(() => {
      const config = configOf();
      const all = everything(config, 2, false);
      const whole = mine(config, all, false);
      const head = { ...all, noise: tf.slice(all.noise!, 0, 2) };
      const first = mine(config, head, false);
      const rest = runDraw(config, all, { x: all.x!, noise: tf.slice(all.noise!, 2, 1), state: first.state });
      expectClose(tf.concat([first.kl, rest.kl]), whole.kl);
      partsOf(rest.state).forEach((y, i) => void expectClose(y, partsOf(whole.state)[i]!));
    });
  });

  onKernels("computes the same when it keeps less and runs pieces again", () => {
    tf.tidy(() => {
      const config = configOf({ steps: 5, classes: 3 });
      const all = everything(config, 3, false);
      const names = Object.keys(all);
      const values = names.map((name) => all[name]!);
      const kept = tf.grads(flat((xs) => projected(mine(config, xs, false)), names))(values);
      for (const steps of [1, 2, 5]) {
        const run: Run = (c, xs) => recomputingWasm(c, xs, { ...inputsOf(xs), state: firstState(xs) }, steps);
        const again = tf.grads(flat((xs) => projected(run(config, xs, false)), names))(values);
        again.forEach((d, i) => void expectClose(d, kept[i]!, 1e-6));
      }
    });
  });

  it("leaves no tensors but its results", () => {
    const config = configOf();
    const all = everything(config, 2, true);
    const run = () => runDraw(config, all, { ...inputsOf(all), state: stateOf(all) });
    const before = tf.memory().numTensors;
    tf.dispose(tf.tidy(() => run() as unknown as tf.TensorContainer));
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(tf.grads(flat((xs) => projected(mine(config, xs, true)), Object.keys(all)))(Object.values(all)));
    expect(tf.memory().numTensors).toBe(before);
  });
});

import {
  AttnError,
  adam,
  assignWeights,
  ConfigError,
  FormatError,
  loadSafetensors,
  rmsprop,
  saveSafetensors,
} from "@attn/core";
import { expectClose, onEveryBackend, random } from "@attn/core/testing";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cosineDecay,
  type FitOptions,
  fit,
  layerWeights,
  memoryCheckpoint,
  NonFiniteError,
  stepDecay,
  warmup,
} from ".";

const line = [1, -2];

/** A linear model of y = x·line, and the options that train it. */
function task(extra: Partial<FitOptions<Batch>> = {}): FitOptions<Batch> & { weights: { kernel: tf.Variable } } {
  const kernel = tf.variable(tf.zeros([2, 1]));
  return {
    weights: { kernel },
    optimizer: tf.train.adam(0.1),
    batch: (step) => {
      const x = random([8, 2], step + 1);
      return tf.tidy(() => ({ x, y: tf.matMul(x as tf.Tensor2D, tf.tensor2d(line, [2, 1])) }));
    },
    loss: ({ x, y }) => tf.losses.meanSquaredError(y, tf.matMul(x as tf.Tensor2D, kernel as tf.Tensor2D)),
    steps: 20,
    ...extra,
  } as FitOptions<Batch> & { weights: { kernel: tf.Variable } };
}
interface Batch {
  x: tf.Tensor;
  y: tf.Tensor;
}

const optimizers: [string, () => tf.Optimizer][] = [
  ["sgd", () => tf.train.sgd(0.1)],
  ["momentum", () => tf.train.momentum(0.05, 0.9)],
  ["adam", () => tf.train.adam(0.1)],
  ["rmsprop", () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-4, true)],
  ["adagrad", () => tf.train.adagrad(0.1)],
  ["the fused adam", () => adam({ learningRate: 0.1 })],
  ["the fused rmsprop", () => rmsprop({ learningRate: 0.01, momentum: 0.9 })],
];

onEveryBackend("fit", () => {
  it("learns a line", async () => {
    const options = task({ steps: 200 });
    const { step, aborted, history } = await fit(options);
    expect([step, aborted, history.loss.length]).toEqual([200, false, 200]);
    expectClose(options.weights.kernel, line, 1e-2);
  });

  it.each(optimizers)("ends with the same bits when it was interrupted, under %s", async (_, optimizer) => {
    const common = {
      evaluate: (steps: number) => ({ half: steps / 2, odd: Number.NaN }),
      evaluateEvery: 5,
      clipNorm: 0.5,
    };
    const whole = memoryCheckpoint();
    await fit(task({ ...common, optimizer: optimizer(), checkpoint: whole }));

    const parts = memoryCheckpoint();
    const stop = new AbortController();
    const first = await fit(
      task({
        ...common,
        optimizer: optimizer(),
        checkpoint: parts,
        signal: stop.signal,
        observers: [{ onStep: ({ step }) => step === 9 && stop.abort() }],
      }),
    );
    expect([first.step, first.aborted]).toEqual([10, true]);
    const { history } = await fit(task({ ...common, optimizer: optimizer(), checkpoint: parts }));
    expect(parts.bytes).toEqual(whole.bytes);
    expect(history.evaluations.map(({ step }) => step)).toEqual([5, 10, 15, 20]);
    expect(history.loss).toHaveLength(20);
  });

  it.each(optimizers)(
    "goes on exactly although the weights are listed in another order, under %s",
    async (_, optimizer) => {
      const run = async (names: string[], steps: number, checkpoint = memoryCheckpoint()) => {
        const all: Record<string, tf.Variable> = {
          a: tf.variable(tf.ones([2])),
          b: tf.variable(tf.ones([3])),
          c: tf.variable(tf.ones([2])),
        };
        const weights = Object.fromEntries(names.map((name) => [name, all[name]!]));
        const loss = () => tf.addN(["a", "b", "c"].map((name, i) => tf.sum(tf.pow(all[name]!, i + 2)))) as tf.Scalar;
        await fit({ weights, optimizer: optimizer(), loss, steps, checkpoint });
        return { checkpoint, weights };
      };
      const { weights: wanted } = await run(["a", "b", "c"], 8);
      const { checkpoint } = await run(["a", "b", "c"], 4);
      const { weights } = await run(["c", "a", "b"], 8, checkpoint);
      for (const name of ["a", "b", "c"]) expect(weights[name]!.dataSync()).toEqual(wanted[name]!.dataSync());
    },
  );

  it("stops before a loss that is not finite, names its step, and keeps the last checkpoint", async () => {
    const checkpoint = memoryCheckpoint();
    const options = task({ checkpoint, saveEvery: 4 });
    const { loss } = options;
    options.loss = (batch, step) =>
      step === 6 ? tf.log(tf.mul(-1, tf.square(loss(batch, step) as tf.Scalar))) : loss(batch, step);
    const weights = async () => Array.from(await options.weights.kernel.data());
    let before: number[] = [];
    options.observers = [
      { onStep: ({ step }) => step === 5 && (before = Array.from(options.weights.kernel.dataSync())) },
    ];
    const error = await fit(options).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(NonFiniteError);
    expect(error).toMatchObject({ message: "fit: the loss must be finite, got NaN in step 6", step: 6, what: "loss" });
    expect(await weights()).toEqual(before);
    expect(loadSafetensors(checkpoint.bytes!).metadata.step).toBe("4");
  });

  it("does not replace a good checkpoint by weights that are not finite", async () => {
    const w = tf.variable(tf.scalar(1));
    const checkpoint = memoryCheckpoint();
    const loss = (_: undefined, step: number) => (step === 2 ? tf.sqrt(tf.sub(w, w)) : tf.square(w)) as tf.Scalar;
    const run = { weights: { w }, optimizer: tf.train.sgd(0.1), loss, steps: 3, checkpoint };
    await expect(fit({ ...run, saveEvery: 1, resume: false })).rejects.toThrow(
      "the weights must be finite, got NaN in step 2",
    );
    expect(loadSafetensors(checkpoint.bytes!).metadata.step).toBe("2");

    w.assign(tf.scalar(1));
    const clipped = fit({ ...run, resume: false, clipNorm: 1 }); // the norm shows it one step sooner
    await expect(clipped).rejects.toThrow("the gradient must be finite, got NaN in step 2");
  });

  it("clips by value and by norm", async () => {
    const gradients = async (clipping: Partial<FitOptions>) => {
      const w = tf.variable(tf.zeros([2]));
      const loss = () => tf.sum(tf.mul(w, tf.tensor1d([3, -4]))) as tf.Scalar;
      const norms: (number | undefined)[] = [];
      const observers = [{ onStep: ({ gradientNorm }: { gradientNorm?: number }) => void norms.push(gradientNorm) }];
      await fit({ weights: { w }, optimizer: tf.train.sgd(1), loss, steps: 1, observers, ...clipping });
      return [tf.neg(w), norms[0]] as const;
    };
    const [byNorm, norm] = await gradients({ clipNorm: 1 });
    expectClose(byNorm, [0.6, -0.8]);
    expect(norm).toBeCloseTo(5, 5);
    expectClose((await gradients({ clipNorm: 10 }))[0], [3, -4]);
    expectClose((await gradients({ clipValue: 3.5 }))[0], [3, -3.5]);
    expectClose((await gradients({ clipValue: 3, clipNorm: 3 * Math.SQRT1_2 }))[0], [1.5, -1.5]);
  });

  it("sets the learning rate before each step", async () => {
    const optimizers = [
      tf.train.sgd(9),
      tf.train.momentum(9, 0),
      tf.train.rmsprop(9, 0, 0, 0),
      adam({ learningRate: 9 }),
    ];
    for (const optimizer of optimizers) {
      const w = tf.variable(tf.scalar(0));
      const loss = () => tf.mul(w, -1) as tf.Scalar; // the gradient and its root mean square are one
      const observers = [{ onStep: () => void seen.push(w.dataSync()[0]!) }];
      const seen: number[] = [];
      await fit({ weights: { w }, optimizer, loss, steps: 3, observers, learningRate: (step) => step + 1 });
      expectClose(tf.tensor(seen), [1, 3, 6]);
    }
  });

  it("shows and disposes the scalars beside the loss, and the batch", async () => {
    const options = task();
    const { loss } = options;
    options.loss = (batch, step) => {
      const mse = loss(batch, step) as tf.Scalar;
      return { loss: mse, root: tf.sqrt(mse), same: mse };
    };
    options.evaluate = () => ({ answer: tf.scalar(42), plain: 1 });
    const seen: Record<string, number>[] = [];
    options.observers = [{ onStep: ({ loss, metrics }) => void seen.push({ wanted: Math.sqrt(loss), ...metrics }) }];
    await fit({ ...options, steps: 1 }); // makes the optimizer's variables
    const before = tf.memory().numTensors;
    const { history } = await fit({ ...options, clipNorm: 1, clipValue: 1 });
    expect(tf.memory().numTensors).toBe(before);
    expect(history.evaluations).toEqual([{ step: 20, answer: 42, plain: 1 }]);
    for (const { wanted, root } of seen) expect(root).toBeCloseTo(wanted!, 5);
  });

  it("leaks no tensors when it saves and resumes", async () => {
    const options = task({ optimizer: tf.train.sgd(0.1), checkpoint: memoryCheckpoint(), saveEvery: 5 });
    const before = tf.memory().numTensors;
    await fit({ ...options, steps: 10 });
    await fit({ ...options, steps: 20 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it("trains a tf.layers model by its weights, the frozen ones saved but not trained", async () => {
    const model = layers.sequential({
      layers: [
        layers.layers.dense({ units: 3, inputShape: [2], activation: "tanh", trainable: false }),
        layers.layers.dense({ units: 1 }),
      ],
    });
    const weights = layerWeights(model);
    expect(Object.keys(weights)).toEqual(["0/kernel", "0/bias", "1/kernel", "1/bias"]);
    const frozen = weights["0/kernel"]!.dataSync().slice();
    const loss = ({ x, y }: Batch) =>
      tf.losses.meanSquaredError(y, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;
    const checkpoint = memoryCheckpoint();
    const { history } = await fit({ ...task(), weights, loss, steps: 60, checkpoint });
    expect(history.loss.at(-1)).toBeLessThan(history.loss[0]!);
    expect(weights["0/kernel"]!.dataSync()).toEqual(frozen);
    expect(Object.keys(loadSafetensors(checkpoint.bytes!).tensors)).toContain("weights/0/kernel");
  });
});

it("names the weights of a layer made of layers", () => {
  const inner = layers.sequential({
    layers: [layers.layers.dense({ units: 3, inputShape: [2] }), layers.layers.dense({ units: 2 })],
  });
  const model = layers.sequential({ layers: [inner, layers.layers.dense({ units: 1, useBias: false })] });
  expect(Object.keys(layerWeights(model))).toEqual(["0/kernel", "0/bias", "0/kernel_2", "0/bias_2", "1/kernel"]);
});

describe("a checkpoint", () => {
  const saved = async (extra: Partial<FitOptions<Batch>> = {}) => {
    const checkpoint = memoryCheckpoint();
    await fit(task({ steps: 3, checkpoint, ...extra }));
    return checkpoint;
  };

  it("of a finished run trains no further", async () => {
    const options = task({ steps: 3, checkpoint: await saved() });
    options.loss = () => {
      throw new Error("not to be called");
    };
    expect(await fit(options)).toMatchObject({ step: 3, aborted: false });
  });

  it("is overwritten without resume", async () => {
    const steps: number[] = [];
    const observers = [{ onStart: ({ step }: { step: number }) => void steps.push(step) }];
    await fit(task({ steps: 5, checkpoint: await saved(), observers }));
    await fit(task({ steps: 5, checkpoint: await saved(), observers, resume: false }));
    expect(steps).toEqual([3, 0]);
  });

  it("gives a model its weights", async () => {
    const { tensors } = loadSafetensors((await saved()).bytes!);
    const kernel = tf.variable(tf.zeros([2, 1]));
    assignWeights({ kernel }, { kernel: tensors["weights/kernel"]! });
    expect(kernel.dataSync()).toEqual(tensors["weights/kernel"]!.dataSync());
  });

  it("of another model is refused, with the differences by name", async () => {
    const checkpoint = await saved();
    const other = { kernel: tf.variable(tf.zeros([3, 1])), bias: tf.variable(tf.zeros([1])) };
    const wrong = fit(task({ checkpoint, weights: other }));
    await expect(wrong).rejects.toThrow(ConfigError);
    await expect(wrong).rejects.toThrow(
      "fit: memory is a checkpoint of another model: kernel must be float32 [3, 1], got float32 [2, 1]; bias must be float32 [1], got nothing",
    );
    await expect(fit(task({ checkpoint, optimizer: tf.train.sgd(1) }))).rejects.toThrow(
      "the optimizer must be SGD, got Adam",
    );
    expect(Array.from(other.kernel.dataSync())).toEqual([0, 0, 0]);
  });

  it.each<[string, (tensors: Record<string, tf.Tensor>, metadata: Record<string, string>) => void, string]>([
    ["without its format", (_, m) => void (m.format = "other"), "must be a checkpoint (attn-checkpoint-1)"],
    ["with an impossible step", (_, m) => void (m.step = "-1"), "must be a checkpoint (attn-checkpoint-1)"],
    ["with another number of losses", (_, m) => void (m.step = "4"), "must be a checkpoint (attn-checkpoint-1)"],
    ["with damaged evaluations", (_, m) => void (m.evaluations = "[1"), "it is damaged"],
    ["with evaluations of another form", (_, m) => void (m.evaluations = "[1]"), "it is damaged"],
    ["with damaged entries of an evaluation", (_, m) => void (m.evaluations = '[{"a":1}]'), "it is damaged"],
    ["with a damaged list of states", (_, m) => void (m.state = '["x",2]'), "it is damaged"],
    ["with states that are missing", (t) => void delete t["optimizer/of/m/kernel"], "it is damaged"],
  ])("%s is refused", async (_, damage, message) => {
    const checkpoint = await saved();
    const { tensors, metadata } = loadSafetensors(checkpoint.bytes!);
    damage(tensors, metadata);
    checkpoint.bytes = saveSafetensors(tensors, metadata);
    const resumed = fit(task({ checkpoint }));
    await expect(resumed).rejects.toThrow(FormatError);
    await expect(resumed).rejects.toThrow(message);
  });

  it.each<[string, (tensors: Record<string, tf.Tensor>) => string[], string]>([
    [
      "an optimizer state of a wrong shape",
      (t) => {
        t["optimizer/of/m/kernel"] = tf.zeros([5]);
        return ["all/iter", "of/m/kernel", "of/v/kernel", "own/accBeta1", "own/accBeta2"];
      },
      "the optimizer's of/m/kernel [5] belongs to no weight",
    ],
    [
      "no power of beta",
      (t) => {
        delete t["optimizer/own/accBeta1"];
        return ["all/iter", "of/m/kernel", "of/v/kernel", "own/accBeta2"];
      },
      "the optimizer's accBeta1 is missing",
    ],
    [
      "half a state",
      (t) => {
        delete t["optimizer/of/v/kernel"];
        t["optimizer/of/v/other"] = tf.zeros([2, 1]);
        return ["all/iter", "of/m/kernel", "of/v/other", "own/accBeta1", "own/accBeta2"];
      },
      "the optimizer's state is incomplete",
    ],
  ])("with %s is refused", async (_, damage, message) => {
    const checkpoint = await saved();
    const { tensors, metadata } = loadSafetensors(checkpoint.bytes!);
    checkpoint.bytes = saveSafetensors(tensors, { ...metadata, state: JSON.stringify(damage(tensors)) });
    await expect(fit(task({ checkpoint }))).rejects.toThrow(message);
  });

  it("without any state of the optimizer is refused", async () => {
    const checkpoint = await saved();
    const { tensors, metadata } = loadSafetensors(checkpoint.bytes!);
    const rest = Object.entries(tensors).filter(([name]) => !/optimizer.(all|of)/.test(name));
    const state = JSON.stringify(["own/accBeta1", "own/accBeta2"]);
    checkpoint.bytes = saveSafetensors(Object.fromEntries(rest), { ...metadata, state });
    const options = task({ checkpoint });
    await expect(fit(options)).rejects.toThrow("fit: memory must be a checkpoint, but it is damaged");
    expect(Array.from(options.weights.kernel.dataSync())).toEqual([0, 0]);
  });

  it("with any damage resumes or is refused, never more", async () => {
    const { bytes } = await saved({ evaluate: () => ({ x: 1 }) });
    const text = bytes!.subarray(0, bytes!.length - 60); // the rest are numbers
    const flips = fc.array(fc.tuple(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 })), {
      minLength: 1,
      maxLength: 3,
    });
    const property = fc.asyncProperty(flips, async (edits) => {
      const damaged = bytes!.slice();
      for (const [at, byte] of edits) damaged[at] = byte;
      const error = await fit(task({ steps: 3, checkpoint: memoryCheckpoint(damaged) })).catch((e: unknown) => e);
      if (error instanceof Error) expect(error).toBeInstanceOf(AttnError);
    });
    await fc.assert(property, { seed: 4, numRuns: 300 });
  });

  it("that is no safetensors file is refused", async () => {
    const { bytes } = await saved();
    const cut = fit(task({ checkpoint: memoryCheckpoint(bytes!.slice(0, -1)) }));
    await expect(cut).rejects.toThrow(FormatError);
    await expect(cut).rejects.toThrow("loadSafetensors: the file is truncated");
  });
});

describe("fit's options", () => {
  it.each<[Partial<FitOptions<Batch>>, string]>([
    [{ weights: {} }, "fit: weights must have at least one trainable variable, got none"],
    [{ epochs: 2 }, "fit: either steps, or epochs and stepsPerEpoch, must be given"],
    [{ steps: 1.5 }, "fit: steps must be a whole number from 0, got 1.5"],
    [{ evaluateEvery: 0 }, "fit: evaluateEvery must be a whole number from 1, got 0"],
    [{ saveEvery: -1 }, "fit: saveEvery must be a whole number from 1, got -1"],
    [{ clipNorm: 0 }, "fit: clipNorm must be positive, got 0"],
    [{ clipValue: Number.NaN }, "fit: clipValue must be positive, got NaN"],
  ])("%j are refused", async (extra, message) => {
    await expect(fit(task(extra))).rejects.toThrow(ConfigError);
    await expect(fit(task(extra))).rejects.toThrow(message);
  });

  it("do not let two clip", async () => {
    const optimizer = adam({ learningRate: 1, clipNorm: 5 });
    await expect(fit(task({ optimizer, clipNorm: 1 }))).rejects.toThrow(
      "fit: clipNorm must be left out, for the optimizer clips already",
    );
  });

  it("count epochs", async () => {
    const epochs: (number | undefined)[] = [];
    const { steps: _, ...options } = task({ evaluate: () => ({ x: 1 }) });
    const observers = [{ onStep: ({ epoch }: { epoch?: number }) => void epochs.push(epoch) }];
    const { history } = await fit({ ...options, epochs: 2, stepsPerEpoch: 3, observers });
    expect(epochs).toEqual([0, 0, 0, 1, 1, 1]);
    expect(history.evaluations).toEqual([
      { step: 3, x: 1 },
      { step: 6, x: 1 },
    ]);
  });

  it("tell observers of the end, also of a bad one", async () => {
    let ended = 0;
    const observers = [{ onEnd: () => void ended++ }];
    await fit(task({ steps: 0, observers }));
    const batch = () => Promise.reject(new Error("no data"));
    await expect(fit(task({ batch, observers }))).rejects.toThrow("no data");
    expect(ended).toBe(2);
  });
});

describe("schedules", () => {
  const at = (schedule: (step: number) => number, steps: number[]) => tf.tensor(steps.map(schedule));

  it("decay in steps, along a cosine, and after a warm-up", () => {
    expectClose(at(stepDecay({ initial: 1, factor: 0.5, every: 10 }), [0, 9, 10, 25]), [1, 1, 0.5, 0.25]);
    expectClose(at(cosineDecay({ initial: 1, final: 0.2, steps: 10 }), [0, 5, 10, 99]), [1, 0.6, 0.2, 0.2]);
    expectClose(at(warmup(2, 4), [0, 1, 3, 4, 9]), [0.5, 1, 2, 2, 2]);
    expect(() => warmup(1, 0)).toThrow("warmup: steps must be positive, got 0");
  });
});

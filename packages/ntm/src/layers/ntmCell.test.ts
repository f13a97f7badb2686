import { assignWeights } from "@attn/core";
import { expectClose, onEveryBackend, random } from "@attn/core/testing";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { type LayersModel, layers, loadLayersModel, type RNN, sequential } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { small } from "../machines";
import { NTM } from "../ntm";
import { type NTMCell, type NTMCellOptions, ntmCell, registerNTMCell } from "./ntmCell";

const net = (...cells: NTMCell[]): LayersModel =>
  sequential({
    layers: [layers.rnn({ cell: cells.length > 1 ? cells : cells[0]!, returnSequences: true, inputShape: [null, 3] })],
  });

/** Through what `save` writes, as JSON and bytes. */
async function saveAndLoad(model: LayersModel): Promise<LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = { ...artifacts, modelTopology: JSON.parse(JSON.stringify(artifacts.modelTopology)) };
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
  return loadLayersModel(tf.io.fromMemory(saved!));
}

const cellOf = (model: LayersModel) => (model.layers[0] as unknown as RNN).cell as NTMCell;

const machines: [string, NTMCellOptions][] = [
  ["an LSTM of two layers", { ...small, controller: { type: "lstm", units: 5, layers: 2 }, initialMemory: "learned" }],
  [
    "a feed-forward controller",
    { ...small, controller: { type: "feedforward", units: 5 }, readHeads: 2, memoryOrder: "read-previous" },
  ],
  ["sizes of 1", { ...small, outputSize: 1, memory: { slots: 3, word: 1 }, initialMemory: "random" }],
];

onEveryBackend("ntmCell", () => {
  it.each(machines)("gives what NTM.run gives, and its gradients, with %s", (_, options) => {
    const ntm = new NTM({ ...options, seed: 7 });
    const cell = ntmCell(options);
    const model = net(cell);
    assignWeights(cell.weightsByName, ntm.weights);
    tf.tidy(() => {
      const x = random([2, 3, 3], 1);
      const r = random([2, 3, options.outputSize], 2);
      expectClose(model.predict(x) as Tensor, ntm.run(x).outputs);
      const gradients = (f: () => Tensor, weights: Readonly<Record<string, Variable>>) => {
        const trained = Object.entries(weights).filter(([, { trainable }]) => trainable);
        const variables = trained.map(([, variable]) => variable);
        const { grads } = tf.variableGrads(() => tf.sum(tf.mul(f(), r)), variables);
        return trained.map(([name, variable]) => [name, grads[variable.name]!] as const);
      };
      const expected = new Map(gradients(() => ntm.run(x).outputs, ntm.weights));
      const got = gradients(() => model.apply(x) as Tensor, cell.weightsByName);
      expect(got.map(([name]) => name)).toEqual([...expected.keys()]);
      for (const [name, gradient] of got) expectClose(gradient, expected.get(name)!);
    });
    model.dispose();
    ntm.dispose();
  });

  it("begins as an NTM of the same seed", () => {
    const ntm = new NTM({ ...small, seed: 3 });
    const model = net(ntmCell({ ...small, seed: 3 }));
    const x = random([2, 3, 3]);
    expectClose(model.predict(x) as Tensor, ntm.run(x).outputs);
    model.dispose();
    ntm.dispose();
  });

  it("learns", async () => {
    const cell = ntmCell(small);
    const model = net(cell);
    const x = random([128, 3, 3], 1);
    const y = tf.slice(tf.tanh(x), [0, 0, 0], [128, 3, 2]);
    const first = cell.weightsByName["initial.reads"]!.arraySync();
    model.compile({ optimizer: tf.train.adam(0.02), loss: "meanSquaredError" });
    const loss = () => (model.evaluate(x, y) as Tensor).dataSync()[0]!;
    const before = loss();
    await model.fit(x, y, { epochs: 1, batchSize: 4, shuffle: false, verbose: 0 });
    expect(loss()).toBeLessThan(0.8 * before);
    expect(cell.weightsByName["initial.reads"]!.arraySync()).not.toEqual(first);
    model.dispose();
  });

  it.each(machines)("is saved and loaded with %s", async (_, options) => {
    const model = net(ntmCell({ ...options, seed: 5, name: "machine" }));
    const loaded = await saveAndLoad(model);
    const x = random([2, 3, 3]);
    const [before, after] = [model, loaded].map((m) => (m.predict(x) as Tensor).dataSync());
    expect(after).toEqual(before); // bit by bit
    expect(cellOf(loaded).getConfig()).toEqual(cellOf(model).getConfig());
    expect(cellOf(loaded).trainableWeights).toHaveLength(cellOf(model).trainableWeights.length);
    model.dispose();
    loaded.dispose();
  });

  it("leaves nothing behind", async () => {
    const model = net(ntmCell({ ...small, initialMemory: "learned" }));
    const { numTensors } = tf.memory();
    const cell = ntmCell(small);
    const other = net(cell);
    expect(tf.memory().numTensors).toBe(numTensors + Object.keys(cell.weightsByName).length);
    tf.tidy(() => {
      other.predict(random([2, 3, 3]));
    });
    other.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
    model.dispose();
  });
});

describe("ntmCell", () => {
  it("is saved and loaded in a stack", async () => {
    const model = net(ntmCell(small), ntmCell({ ...small, inputSize: 2, outputSize: 4 }));
    const loaded = await saveAndLoad(model);
    const x = random([2, 3, 3]);
    const [before, after] = [model, loaded].map((m) => m.predict(x) as Tensor);
    expect(before!.shape).toEqual([2, 3, 4]);
    expectClose(after!, before!);
  });

  it("begins with the first step that is not masked", () => {
    const model = sequential({
      layers: [
        layers.masking({ maskValue: 0, inputShape: [null, 3] }),
        layers.rnn({ cell: ntmCell(small), returnSequences: true }),
      ],
    });
    const x = random([2, 3, 3]);
    const late = model.predict(tf.concat([tf.zeros([2, 2, 3]), x], 1)) as Tensor;
    expectClose(tf.slice(late, [0, 2, 0]), model.predict(x) as Tensor);
  });

  it("goes on from batch to batch in a stateful layer", () => {
    const cell = ntmCell(small);
    const layer = layers.rnn({ cell, returnSequences: true, stateful: true, batchInputShape: [2, null, 3] });
    const model = sequential({ layers: [layer] });
    const x = random([2, 4, 3]);
    const predict = (from: number, steps: number) =>
      model.predict(tf.slice(x, [0, from, 0], [2, steps, 3]), { batchSize: 2 }) as Tensor;
    const halves = tf.concat([predict(0, 2), predict(2, 2)], 1);
    layer.resetStates();
    expectClose(halves, predict(0, 4));
  });

  it("keeps its configuration, name and whether it is trained", async () => {
    const model = net(ntmCell({ ...small, name: "readWrite_1", trainable: false, dtype: "float32", seed: -2 }));
    const { config, name, trainable } = cellOf(await saveAndLoad(model));
    expect({ name, trainable, config }).toEqual({
      ...{ name: "readWrite_1", trainable: false, config: new NTM({ ...small, seed: -2 }).config },
    });
    expect(cellOf(model).trainableWeights).toEqual([]);
    expect(model.layers[0]!.weights.map((w) => w.originalName)).toContain(`${model.layers[0]!.name}/heads.kernel`);
  });

  it("names what is wrong", () => {
    expect(() => ntmCell({ ...small, units: 3 } as never)).toThrow('got one with "units"');
    expect(() => ntmCell({ ...small, name: 3 as never })).toThrow("ntmCell: name must be a string, got 3");
    expect(() => ntmCell({ ...small, dtype: "int32" as never })).toThrow("ntmCell: dtype must be");
    expect(() => net(ntmCell({ ...small, inputSize: 4 }))).toThrow(
      "ntmCell: the input's last dimension must be inputSize, 4, got 3",
    );
    const cell = ntmCell(small);
    expect(() => cell.weightsByName).toThrow("ntmCell: the cell has no weights yet");
    net(cell);
    expect(() => net(cell)).toThrow("ntmCell: a cell serves one layer only");
  });

  it("is known to tfjs only when asked for", () => {
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    delete classNameMap.NTMCell;
    registerNTMCell();
    registerNTMCell();
    expect(classNameMap.NTMCell).toBeDefined();
  });
});

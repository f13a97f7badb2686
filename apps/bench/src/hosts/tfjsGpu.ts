// Stock tfjs on a GPU, or on what the browser has for one. Results are fetched in each run: only then the work is done.
import "@tensorflow/tfjs-backend-webgl";
import "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers";
import { type Host, Unsupported } from "./contract";
import { prepareLayersTraining } from "./layerNets";
import { samplers } from "./tfjs";
import { prepareFetchedWork, tfjsWorks } from "./tfjsWorks";

export const host: Host = {
  async start(variant) {
    const backend = variant.split(" ")[0]!;
    const started = await tf.setBackend(backend).catch(() => false);
    if (!started) throw new Unsupported(`tfjs does not start ${backend}`);
    await tf.ready();
  },

  async prepare(work, inputs) {
    if (work.op === "layersTrain") return prepareLayersTraining(work, inputs);
    const compute = work.op === "gridSample" ? samplers.transform : tfjsWorks[work.op];
    if (!compute) throw new Unsupported("tfjs has no op for it");
    return prepareFetchedWork(work, inputs, compute);
  },
};

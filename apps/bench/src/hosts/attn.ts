import {
  affineGrid,
  attentionWindow,
  gridSample,
  type ReadyOptions,
  readPatch,
  ready,
  spatialTransform,
} from "@attn/core";
import { gemm } from "@attn/core/kernels";
import "@tensorflow/tfjs-backend-cpu";
import { setThreadsCount } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers"; // registers tfjs's gradients
import { type Host, type Prepared, Unsupported } from "./contract";
import { prepareDrawGeneration, prepareDrawTraining } from "./drawNet";
import { prepareLayersTraining } from "./layerNets";
import { prepareNtmForward, prepareNtmTraining } from "./ntmNet";
import { beside, inBrowser, threadsOf } from "./runtime";
import { prepareTrainingStep } from "./stnNet";
import { gradsOf, prepareTensorWork, type TensorWork, tfjsWorks } from "./tfjsWorks";

export const host: Host = {
  async start(variant) {
    if (inBrowser()) setThreadsCount(threadsOf(variant)); // where memory can be shared, tfjs would take as many as there are cores
    const got = await ready({ ...starts[variant.split(",")[0]!], ...(inBrowser() && { wasmPaths: beside("wasm") }) });
    if (got.reason) throw new Unsupported(got.reason);
  },

  async prepare(work, inputs): Promise<Prepared> {
    if (work.op === "stnTutorial") return prepareTrainingStep(inputs);
    if (work.op === "layersTrain") return prepareLayersTraining(work, inputs);
    if (work.op === "ntmTrain") return prepareNtmTraining(work, inputs);
    if (work.op === "ntmForward") return prepareNtmForward(work, inputs);
    if (work.op === "drawTrain") return prepareDrawTraining(work, inputs);
    if (work.op === "drawGenerate") return prepareDrawGeneration(work, inputs);
    const compute = works[work.op];
    if (!compute) throw new Unsupported(`attn has no ${work.op}`);
    return prepareTensorWork(work, inputs, compute);
  },

  memory() {
    const { numTensors, numBytes } = tf.memory();
    const { wasm } = tf.backend() as unknown as { wasm?: { HEAPU8: Uint8Array } };
    return { tensors: numTensors, tensorBytes: numBytes, wasmHeap: wasm?.HEAPU8.byteLength ?? 0 };
  },
};

/** Each contender's start; the references run on `wasm` without kernels and on `cpu`. */
const starts: Record<string, ReadyOptions> = {
  relaxed: { variant: "relaxed" },
  simd: { variant: "simd" },
  wasm: { variant: "none" },
  cpu: { backend: "cpu" },
};

type Size = [number, number];

const works: Record<string, TensorWork> = {
  ...tfjsWorks,

  gridSample: ({ image, grid }) => ({ out: gridSample(image!, grid!) }),

  gridSampleBackward({ image, theta, dOut }, { h, w }) {
    const sample = (x: tf.Tensor, t: tf.Tensor) => gridSample(x, affineGrid(t, [h, w] as Size));
    const [dImage, dTheta] = gradsOf(sample, image!, theta!, dOut!);
    return { dImage, dTheta };
  },

  spatialTransform: ({ image, theta }, { h, w }) => ({ out: spatialTransform(image!, theta!, [h, w] as Size) }),

  spatialTransformBackward({ image, theta, dOut }, { h, w }) {
    const [dImage, dTheta] = gradsOf((x, t) => spatialTransform(x, t, [h, w] as Size), image!, theta!, dOut!);
    return { dImage, dTheta };
  },

  readPatch: ({ image, raw }, { H, W, N }) => ({
    out: readPatch(image!, attentionWindow(raw!, [H, W] as Size, N as number), N as number),
  }),

  readPatchBackward({ image, raw, dOut }, { H, W, N }) {
    const read = (x: tf.Tensor, r: tf.Tensor) =>
      readPatch(x, attentionWindow(r, [H, W] as Size, N as number), N as number);
    const [dImage, dRaw] = gradsOf(read, image!, raw!, dOut!);
    return { dImage, dRaw };
  },

  gemm: ({ a, b }, { transposeA, transposeB }) => ({
    out: gemm(a!, b!, { transposeA: transposeA as boolean, transposeB: transposeB as boolean }),
  }),
};

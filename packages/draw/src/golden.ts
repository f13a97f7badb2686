// Golden cases, with kernels and names of their own, as runs of ours. For the tests.
import { type GoldenCase, goldenTensor } from "@attn/core/testing";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { drawStep } from "./cell";
import { imageCost } from "./likelihood";
import { checkedConfig, type DrawConfig } from "./options";
import { runDraw, runGenerate } from "./sequence";
import type { DrawState } from "./state";
import type { DrawWeights } from "./weights";

interface Attrs {
  A: number;
  B: number;
  read_N: number;
  write_N: number;
  enc: number;
  dec: number;
  z: number;
  T: number;
  attention: boolean;
  index_base: 0 | 1;
  eps: number;
}

type Tensors = Record<string, Tensor>;

/** A golden case's inputs, and what computes its outputs from them. */
export function fromGolden(golden: GoldenCase) {
  const config = configOf(golden.attrs as unknown as Attrs);
  const inputs = Object.fromEntries(Object.entries(golden.inputs).map(([name, x]) => [name, goldenTensor(x)]));
  const run = { draw_step: step, draw_elbo: elbo, draw_generate: generate }[golden.op]!;
  return { inputs, run: (xs: Tensors) => run(config, xs) };
}

function configOf({ A, B, read_N, write_N, enc, dec, z, T, attention, index_base, eps }: Attrs): DrawConfig {
  return checkedConfig("golden", {
    ...{ imageSize: [B, A, 1], steps: T, latentSize: z, encoderUnits: enc, decoderUnits: dec },
    ...(attention && { readSize: read_N, writeSize: write_N }),
    ...{ attention, pixelOrigin: index_base, epsilon: eps },
  });
}

function step(config: DrawConfig, xs: Tensors): Tensors {
  const { state, ...rest } = drawStep(config, weightsOf(xs), channel(xs.x!), xs.epsilon!, stateOf(xs));
  const [hEnc, cEnc] = tf.unstack(state.encoder, 1) as [Tensor, Tensor];
  const [hDec, cDec] = tf.unstack(state.decoder, 1) as [Tensor, Tensor];
  const { read, mu, logSigma: logsigma, z, kl } = rest;
  const canvas = tf.squeeze(state.canvas, [3]);
  return { ...{ read, mu, logsigma, z, kl, canvas }, h_enc: hEnc, c_enc: cEnc, h_dec: hDec, c_dec: cDec };
}

function elbo(config: DrawConfig, xs: Tensors): Tensors {
  const x = channel(xs.x!);
  const inputs = { x, noise: xs.epsilon!, state: stateOf(xs) };
  const { state, kl, trace } = runDraw(config, weightsOf(xs), inputs, true);
  const [costs, divergence] = [imageCost("bernoulli", state.canvas, x), tf.sum(kl, 0)];
  const canvases = tf.squeeze(trace!.canvases, [4]);
  return { loss: tf.mean(tf.add(costs, divergence)), L_x: costs, L_z: divergence, kl, canvases };
}

/** The images after each step: what is drawn in so many steps. */
function generate(config: DrawConfig, xs: Tensors): Tensors {
  const weights = weightsOf(xs);
  const z = xs.z!;
  const images = Array.from({ length: z.shape[0]! }, (_, t) => {
    const { canvas } = runGenerate(config, weights, { z: tf.slice(z, 0, t + 1), state: stateOf(xs) });
    return tf.sigmoid(tf.squeeze(canvas, [3]));
  });
  return { images: tf.stack(images) };
}

const channel = (x: Tensor): Tensor => tf.expandDims(x, 3);

function stateOf({ canvas0, h_enc0, c_enc0, h_dec0, c_dec0 }: Tensors): DrawState {
  const encoder = h_enc0 ? tf.stack([h_enc0, c_enc0!], 1) : tf.zeros([1, 2, 1]);
  return { canvas: channel(canvas0!), encoder, decoder: tf.stack([h_dec0!, c_dec0!], 1) };
}

/** The case's weights under our names; a generating case has no encoder. */
function weightsOf(xs: Tensors): DrawWeights {
  const joined = (axis: number, ...names: string[]) =>
    tf.concat(
      names.map((name) => xs[name]!),
      axis,
    );
  return {
    ...(xs["enc.kernel"] && {
      "encoder.kernel": joined(0, "enc.kernel", "enc.recurrent_kernel"),
      "encoder.bias": xs["enc.bias"]!,
      "latent.kernel": joined(1, "mu.kernel", "logsigma.kernel"),
      "latent.bias": joined(0, "mu.bias", "logsigma.bias"),
    }),
    ...(xs["read_attn.kernel"] && {
      "readWindow.kernel": xs["read_attn.kernel"],
      "readWindow.bias": xs["read_attn.bias"]!,
    }),
    ...(xs["write_attn.kernel"] && {
      "writeWindow.kernel": xs["write_attn.kernel"],
      "writeWindow.bias": xs["write_attn.bias"]!,
    }),
    "decoder.kernel": joined(0, "dec.kernel", "dec.recurrent_kernel"),
    "decoder.bias": xs["dec.bias"]!,
    "patch.kernel": xs["write_patch.kernel"]!,
    "patch.bias": xs["write_patch.bias"]!,
  };
}

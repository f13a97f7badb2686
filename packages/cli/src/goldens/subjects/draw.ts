import { attentionWindow, filterbank, readPatch, writePatch } from "@attn/core";
import { Draw, type DrawState, drawStep, imageCost, runDraw, runGenerate } from "@attn/draw";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { type MakeSubject, subject, type Tensors } from "../subject";

interface WindowAttrs {
  /** Width and height. */
  A: number;
  B: number;
  N: number;
  index_base: 0 | 1;
  eps: number;
}

interface DrawAttrs {
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

export const drawSubjects: Record<string, MakeSubject<unknown>> = {
  draw_filterbank: subject(({ A, B, N, ...attrs }: WindowAttrs, inputs) => ({
    ...sharp(inputs),
    run({ raw }) {
      const { gX, gY, delta, sigma2, gamma } = attentionWindow(raw!, [B, A], N);
      const { fX, fY } = filterbank({ gX, gY, delta, sigma2, gamma }, [B, A], N, patchOptions(attrs));
      return { ...{ g_X: gX, g_Y: gY, delta, sigma2, gamma }, F_X: fX, F_Y: fY };
    },
    unexposed: { mu_X: "the means are not given", mu_Y: "the means are not given" },
  })),

  draw_read: subject(({ A, B, N, ...attrs }: WindowAttrs, inputs) => ({
    ...sharp(inputs),
    run({ x, x_hat, raw }) {
      const window = attentionWindow(raw!, [B, A], N);
      const read = (image: Tensor) => flat(readPatch(channel(image), window, N, patchOptions(attrs)));
      return { read: tf.concat([read(x!), read(x_hat!)], 1) };
    },
  })),

  draw_write: subject(({ A, B, N, ...attrs }: WindowAttrs, inputs) => ({
    ...sharp(inputs),
    run({ patch, raw }) {
      const window = attentionWindow(raw!, [B, A], N);
      return { write: tf.squeeze(writePatch(channel(patch!), window, [B, A], patchOptions(attrs)), [3]) };
    },
  })),

  /** A step is made of the operators; the recurrence in one kernel is that of `draw_elbo`. */
  draw_step: subject((attrs: DrawAttrs) => ({
    run(given) {
      const step = drawStep(configOf(attrs), weightsOf(given), channel(given.x!), given.epsilon!, stateOf(given));
      const { state, read, mu, logSigma: logsigma, z, kl } = step;
      const [h_enc, c_enc] = tf.unstack(state.encoder, 1) as [Tensor, Tensor];
      const [h_dec, c_dec] = tf.unstack(state.decoder, 1) as [Tensor, Tensor];
      return {
        ...{ read, mu, logsigma, z, kl },
        canvas: tf.squeeze(state.canvas, [3]),
        ...{ h_enc, c_enc, h_dec, c_dec },
      };
    },
  })),

  draw_elbo: subject((attrs: DrawAttrs) => ({
    run(given) {
      const x = channel(given.x!);
      const inputs = { x, noise: given.epsilon!, state: stateOf(given) };
      const { state, kl, trace } = runDraw(configOf(attrs), weightsOf(given), inputs, true);
      const [L_x, L_z] = [imageCost("bernoulli", state.canvas, x), tf.sum(kl, 0)];
      return { ...{ L_x, L_z, kl }, loss: tf.mean(tf.add(L_x, L_z)), canvases: tf.squeeze(trace!.canvases, [4]) };
    },
  })),

  /** The images after each step: what is drawn in so many steps. */
  draw_generate: subject((attrs: DrawAttrs) => ({
    run(given) {
      const [config, weights, state] = [configOf(attrs), weightsOf(given), stateOf(given)];
      const images = Array.from({ length: attrs.T }, (_, t) => {
        const { canvas } = runGenerate(config, weights, { z: tf.slice(given.z!, 0, t + 1), state });
        return tf.sigmoid(tf.squeeze(canvas, [3]));
      });
      return { images: tf.stack(images) };
    },
  })),
};

/** Very sharp Gaussians: their gradients have terms in 1 / σ⁴, and plain float32 arithmetic errs by 2.5e-5 (goldens/README.md). */
const sharp = ({ raw }: Tensors): { tolerance?: { rtol: number; atol: number } } =>
  tf.min(tf.slice(raw!, [0, 2], [-1, 1])).dataSync()[0]! < -4 ? { tolerance: { rtol: 1e-4, atol: 1e-4 } } : {};

const patchOptions = ({ index_base, eps }: Pick<WindowAttrs, "index_base" | "eps">) => ({
  ...{ pixelOrigin: index_base, epsilon: eps },
});

const channel = (x: Tensor): Tensor => tf.expandDims(x, 3);
const flat = (x: Tensor): Tensor => tf.reshape(x, [x.shape[0]!, -1]);

function configOf({ A, B, read_N, write_N, enc, dec, z, T, attention, index_base, eps }: DrawAttrs) {
  const draw = new Draw({
    ...{ imageSize: [B, A, 1], steps: T, latentSize: z, encoderUnits: enc, decoderUnits: dec, attention },
    ...(attention && { readSize: read_N, writeSize: write_N }),
    ...{ pixelOrigin: index_base, epsilon: eps },
  });
  draw.dispose();
  return draw.config;
}

function stateOf({ canvas0, h_enc0, c_enc0, h_dec0, c_dec0 }: Tensors): DrawState {
  const encoder = h_enc0 ? tf.stack([h_enc0, c_enc0!], 1) : tf.zeros([canvas0!.shape[0]!, 2, 1]); // none where it generates
  return { canvas: channel(canvas0!), encoder, decoder: tf.stack([h_dec0!, c_dec0!], 1) };
}

/** The case's weights under the model's names. */
function weightsOf(given: Tensors): Tensors {
  const joined = (axis: number, ...names: string[]) => {
    const parts = names.map((name) => given[name]);
    return parts[0] ? tf.concat(parts as Tensor[], axis) : undefined;
  };
  const weights = {
    "readWindow.kernel": given["read_attn.kernel"],
    "readWindow.bias": given["read_attn.bias"],
    "encoder.kernel": joined(0, "enc.kernel", "enc.recurrent_kernel"),
    "encoder.bias": given["enc.bias"],
    "latent.kernel": joined(1, "mu.kernel", "logsigma.kernel"),
    "latent.bias": joined(0, "mu.bias", "logsigma.bias"),
    "decoder.kernel": joined(0, "dec.kernel", "dec.recurrent_kernel"),
    "decoder.bias": given["dec.bias"],
    "writeWindow.kernel": given["write_attn.kernel"],
    "writeWindow.bias": given["write_attn.bias"],
    "patch.kernel": given["write_patch.kernel"],
    "patch.bias": given["write_patch.bias"],
  };
  return Object.fromEntries(Object.entries(weights).filter(([, weight]) => weight !== undefined)) as Tensors;
}

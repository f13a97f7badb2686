// Stock tfjs: its own op where it has one, else composed of its ops, as its user would.
import "@tensorflow/tfjs-backend-cpu";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers";
import type { Work } from "../types";
import { type Host, Unsupported } from "./contract";
import { prepareLayersTraining } from "./layerNets";
import { beside, inBrowser, threadsOf } from "./runtime";
import { prepareTensorWork, type TensorWork, tfjsWorks } from "./tfjsWorks";

let sampler = "transform";

export const host: Host = {
  /** `wasm`, `cpu`; a second word chooses between tfjs's two ways to sample: `wasm transform`, `wasm gather`. */
  async start(variant) {
    const [backend, way] = variant.split(",")[0]!.split(" ");
    sampler = way ?? "transform";
    if (inBrowser()) {
      setWasmPaths(beside("wasm"));
      setThreadsCount(threadsOf(variant)); // where memory can be shared, it would take as many as there are cores
    }
    if (!(await tf.setBackend(backend!))) throw new Unsupported(`tfjs does not start ${backend}`);
    await tf.ready();
  },

  async prepare(work, inputs) {
    if (work.op === "layersTrain") return prepareLayersTraining(work, inputs);
    const compute =
      work.op === "gridSample" ? samplers[sampler] : sampler === "gather" ? undefined : tfjsWorks[work.op];
    if (!compute) throw new Unsupported("tfjs has no op for it");
    return prepareTensorWork(work, inputs, compute);
  },
};

export const samplers: Record<string, TensorWork> = {
  /** `tf.image.transform`: from output pixels to input pixels, zeros outside. Affine grids only, no gradient. */
  transform({ image, theta }, params) {
    const transforms = tf.tensor2d(pixelTransforms(theta!, params), [theta!.shape[0]!, 8]);
    const size = [params.h, params.w] as [number, number];
    return { out: tf.image.transform(image as tf.Tensor4D, transforms, "bilinear", "constant", 0, size) };
  },

  /** Four `gather`s and their weights. */
  gather({ image, grid }, params) {
    const { B, H, W, C } = params as Record<string, number>;
    const flat = tf.reshape(image!, [B! * H! * W!, C!]);
    const [gx, gy] = tf.unstack(grid!, 3);
    const x = tf.div(tf.sub(tf.mul(tf.add(gx!, 1), W!), 1), 2);
    const y = tf.div(tf.sub(tf.mul(tf.add(gy!, 1), H!), 1), 2);
    const [x0, y0] = [tf.floor(x), tf.floor(y)];
    const [wx, wy] = [tf.sub(x, x0), tf.sub(y, y0)];
    const first = tf.reshape(tf.mul(tf.range(0, B!), H! * W!), [B!, 1, 1]);
    const tap = (xi: tf.Tensor, yi: tf.Tensor, weight: tf.Tensor) => {
      const inside = tf.logicalAnd(
        tf.logicalAnd(tf.greaterEqual(xi, 0), tf.less(xi, W!)),
        tf.logicalAnd(tf.greaterEqual(yi, 0), tf.less(yi, H!)),
      );
      const row = tf.mul(tf.clipByValue(yi, 0, H! - 1), W!);
      const index = tf.cast(tf.add(first, tf.add(row, tf.clipByValue(xi, 0, W! - 1))), "int32");
      const kept = tf.mul(weight, tf.cast(inside, "float32"));
      return tf.mul(tf.gather(flat, index), tf.expandDims(kept, 3));
    };
    const [x1, y1] = [tf.add(x0, 1), tf.add(y0, 1)];
    const [ux, uy] = [tf.sub(1, wx), tf.sub(1, wy)];
    const out = tf.addN([
      tap(x0, y0, tf.mul(ux, uy)),
      tap(x1, y0, tf.mul(wx, uy)),
      tap(x0, y1, tf.mul(ux, wy)),
      tap(x1, y1, tf.mul(wx, wy)),
    ]);
    return { out };
  },
};

/** The same map in pixels: [a0 a1 a2; b0 b1 b2; 0 0 1] row by row, without the last 1. */
function pixelTransforms(theta: tf.Tensor, { H, W, h, w }: Work["params"]): Float32Array {
  const rows = theta.dataSync();
  const out = new Float32Array((rows.length / 6) * 8);
  const [inH, inW, outH, outW] = [H, W, h, w] as number[] as [number, number, number, number];
  for (let b = 0; b < rows.length / 6; b++) {
    const [p, q, r, s, t, u] = rows.subarray(b * 6, b * 6 + 6) as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    // x = 2 j / w + 1 / w − 1 in the output, j' = ((x' + 1) W − 1) / 2 in the input
    const [cx, cy] = [1 / outW - 1, 1 / outH - 1];
    out.set(
      [
        (p * inW) / outW,
        (q * inW) / outH,
        ((p * cx + q * cy + r + 1) * inW - 1) / 2,
        (s * inH) / outW,
        (t * inH) / outH,
        ((s * cx + t * cy + u + 1) * inH - 1) / 2,
      ],
      b * 8,
    );
  }
  return out;
}

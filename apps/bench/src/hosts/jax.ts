// jax-js, composed of its array operations and compiled by its `jit`, as its user would.
import { blockUntilReady, defaultDevice, grad, init, type Array as JaxArray, jit, numpy as np } from "@jax-js/jax";
import type { Named, Work } from "../types";
import { type Host, type Prepared, Unsupported } from "./contract";

export const host: Host = {
  async start() {
    await init("wasm");
    defaultDevice("wasm");
  },

  async prepare({ op, params }, inputs) {
    const work = works[op];
    if (!work) throw new Unsupported("not written for jax-js");
    return work(inputs, params);
  },
};

type JaxWork = (inputs: Record<string, Named>, params: Work["params"]) => Promise<Prepared>;

const works: Record<string, JaxWork> = {
  async gemm(inputs, { transposeA, transposeB }) {
    const multiply = jit((a: JaxArray, b: JaxArray) =>
      np.matmul(transposeA ? a.transpose() : a, transposeB ? b.transpose() : b),
    );
    const [a, b] = [array(inputs.a!), array(inputs.b!)];
    return prepared(["out"], [a, b], () => [multiply(a.ref, b.ref)]);
  },

  async gridSample(inputs, params) {
    const [image, grid] = [pixels(inputs.image!), array(inputs.grid!)];
    const sample = jit((x: JaxArray, g: JaxArray) => gridSample(x, g, params));
    return prepared(["out"], [image, grid], () => [sample(image.ref, grid.ref)]);
  },

  gridSampleBackward: transformBackward,

  async spatialTransform(inputs, params) {
    const [image, theta] = [pixels(inputs.image!), array(inputs.theta!)];
    const transform = jit((x: JaxArray, t: JaxArray) => gridSample(x, affineGrid(t, params), params));
    return prepared(["out"], [image, theta], () => [transform(image.ref, theta.ref)]);
  },

  spatialTransformBackward: transformBackward,
};

async function transformBackward(inputs: Record<string, Named>, params: Work["params"]): Promise<Prepared> {
  const kept = [pixels(inputs.image!), array(inputs.theta!), array(inputs.dOut!)];
  const loss = (x: JaxArray, t: JaxArray, d: JaxArray) => np.sum(gridSample(x, affineGrid(t, params), params).mul(d));
  const both = jit(grad(loss, { argnums: [0, 1] })) as (...arrays: JaxArray[]) => JaxArray[];
  const result = await prepared(["dImage", "dTheta"], kept, () => both(...kept.map(({ ref }) => ref)));
  result.outputs[0]!.shape = inputs.image!.shape;
  return result;
}

const array = ({ data, shape }: Named): JaxArray => np.array(data).reshape(shape);
/** [B H W, C] */
const pixels = ({ data, shape }: Named): JaxArray => np.array(data).reshape([data.length / shape[3]!, shape[3]!]);

async function prepared(names: string[], kept: JaxArray[], compute: () => JaxArray[]): Promise<Prepared> {
  const outputs: Named[] = [];
  for (const [i, result] of compute().entries()) {
    const shape = [...result.shape];
    outputs.push({ name: names[i]!, shape, data: (await result.data()) as Float32Array });
  }
  return {
    outputs,
    async run() {
      const results = await blockUntilReady(compute());
      for (const result of results) result.dispose();
    },
    release() {
      for (const one of kept) one.dispose();
    },
  };
}

/** [B h w, 2] */
function affineGrid(theta: JaxArray, params: Work["params"]): JaxArray {
  const { B, h, w } = params as Record<string, number>;
  const axis = (n: number) => np.array(Float32Array.from({ length: n }, (_, i) => (2 * i + 1) / n - 1));
  const x = np.broadcastTo(axis(w!).reshape([1, w!]), [h!, w!]);
  const y = np.broadcastTo(axis(h!).reshape([h!, 1]), [h!, w!]);
  // the leading 1 is needed: jax-js 0.1.25 puts the batch of [P, 3] x [B, 3, 2] second instead of first
  const base = np.stack([x, y, np.ones([h!, w!])], -1).reshape([1, h! * w!, 3]);
  return np.matmul(base, np.matrixTranspose(theta)).reshape([B! * h! * w!, 2]);
}

/**
 * Bilinear, zeros outside. image: [B H W, C], grid: [B, h, w, 2] or [B h w, 2]
 *
 * Points lie in one row, [P]: jit compiles the gradient of indexing, a scatter, only where the indices have one axis.
 */
function gridSample(image: JaxArray, grid: JaxArray, params: Work["params"]): JaxArray {
  const { B, H, W, C, h, w } = params as Record<string, number>;
  const P = B! * h! * w!;
  const [gx, gy] = np.split(grid.reshape([P, 2]), 2, -1) as [JaxArray, JaxArray];
  const x = gx.reshape([P]).add(1).mul(W!).sub(1).mul(0.5);
  const y = gy.reshape([P]).add(1).mul(H!).sub(1).mul(0.5);
  const [x0, y0] = [np.floor(x.ref), np.floor(y.ref)];
  const [wx, wy] = [x.sub(x0.ref), y.sub(y0.ref)];
  const first = firstPixels(params); // [P]
  const tap = (xi: JaxArray, yi: JaxArray, weight: JaxArray) => {
    const insideX = np.greaterEqual(xi.ref, 0).mul(np.less(xi.ref, W!));
    const insideY = np.greaterEqual(yi.ref, 0).mul(np.less(yi.ref, H!));
    const row = np.clip(yi, 0, H! - 1).mul(W!);
    const index = row
      .add(np.clip(xi, 0, W! - 1))
      .astype(np.int32)
      .add(first.ref);
    const kept = weight.mul(insideX.mul(insideY).astype(np.float32));
    return image.ref.slice(index).mul(kept.reshape([P, 1])); // [P, C]
  };
  const [x1, y1] = [x0.ref.add(1), y0.ref.add(1)];
  const [ux, uy] = [np.subtract(1, wx.ref), np.subtract(1, wy.ref)];
  const sum = tap(x0.ref, y0.ref, ux.ref.mul(uy.ref))
    .add(tap(x1.ref, y0, wx.ref.mul(uy)))
    .add(tap(x0, y1.ref, ux.mul(wy.ref)))
    .add(tap(x1, y1, wx.mul(wy)));
  image.dispose();
  first.dispose();
  return sum.reshape([B!, h!, w!, C!]);
}

/** Of every output point, the index of its image's first pixel. */
function firstPixels(params: Work["params"]): JaxArray {
  const { B, H, W, h, w } = params as Record<string, number>;
  const firsts = np
    .arange(B!)
    .mul(H! * W!)
    .astype(np.int32)
    .reshape([B!, 1]);
  return np.broadcastTo(firsts, [B!, h! * w!]).reshape([B! * h! * w!]);
}

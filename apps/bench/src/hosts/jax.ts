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
    const [image, grid] = [flat(inputs.image!), array(inputs.grid!)];
    const sample = jit((x: JaxArray, g: JaxArray) => gridSample(x, g, params));
    return prepared(["out"], [image, grid], () => [sample(image.ref, grid.ref)]);
  },

  async gridSampleBackward(inputs, params) {
    const [image, theta, dOut] = [flat(inputs.image!), array(inputs.theta!), array(inputs.dOut!)];
    const loss = (x: JaxArray, t: JaxArray, d: JaxArray) => np.sum(gridSample(x, affineGrid(t, params), params).mul(d));
    const dImage = grad(loss, { argnums: 0 }); // its jit refuses the scatter: "input is not imm"
    const dTheta = jit(grad(loss, { argnums: 1 }));
    const outputs = await prepared(["dImage", "dTheta"], [image, theta, dOut], () => [
      dImage(image.ref, theta.ref, dOut.ref),
      dTheta(image.ref, theta.ref, dOut.ref),
    ]);
    const [first] = outputs.outputs;
    first!.shape = inputs.image!.shape;
    return outputs;
  },
};

const array = ({ data, shape }: Named): JaxArray => np.array(data).reshape(shape);
const flat = ({ data, shape }: Named): JaxArray => np.array(data).reshape([data.length / shape[3]!, shape[3]!]);

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

/** [B, h, w, 2] */
function affineGrid(theta: JaxArray, { B, h, w }: Work["params"]): JaxArray {
  const axis = (n: number) => np.array(Float32Array.from({ length: n }, (_, i) => (2 * i + 1) / n - 1));
  const [rows, columns] = [h as number, w as number];
  const x = np.broadcastTo(axis(columns).reshape([1, columns]), [rows, columns]);
  const y = np.broadcastTo(axis(rows).reshape([rows, 1]), [rows, columns]);
  const base = np.stack([x, y, np.ones([rows, columns])], -1).reshape([rows * columns, 3]);
  const points = np.matmul(base, np.matrixTranspose(theta)); // [B, h w, 2]
  return points.reshape([B as number, rows, columns, 2]);
}

/** Bilinear, zeros outside. image: [B H W, C], grid: [B, h, w, 2] */
function gridSample(image: JaxArray, grid: JaxArray, params: Work["params"]): JaxArray {
  const { B, H, W } = params as Record<string, number>;
  const [gx, gy] = np.split(grid, 2, -1) as [JaxArray, JaxArray];
  const x = gx.add(1).mul(W!).sub(1).mul(0.5);
  const y = gy.add(1).mul(H!).sub(1).mul(0.5);
  const [x0, y0] = [np.floor(x.ref), np.floor(y.ref)];
  const [wx, wy] = [x.sub(x0.ref), y.sub(y0.ref)];
  const first = np
    .arange(B!)
    .mul(H! * W!)
    .reshape([B!, 1, 1, 1])
    .astype(np.int32);
  const tap = (xi: JaxArray, yi: JaxArray, weight: JaxArray) => {
    const insideX = np.greaterEqual(xi.ref, 0).mul(np.less(xi.ref, W!));
    const insideY = np.greaterEqual(yi.ref, 0).mul(np.less(yi.ref, H!));
    const row = np.clip(yi, 0, H! - 1).mul(W!);
    const index = row
      .add(np.clip(xi, 0, W! - 1))
      .astype(np.int32)
      .add(first.ref);
    const kept = weight.mul(insideX.mul(insideY).astype(np.float32)); // [B, h, w, 1]
    return image.ref.slice(np.squeeze(index, 3)).mul(kept);
  };
  const [x1, y1] = [x0.ref.add(1), y0.ref.add(1)];
  const [ux, uy] = [np.subtract(1, wx.ref), np.subtract(1, wy.ref)];
  const sum = tap(x0.ref, y0.ref, ux.ref.mul(uy.ref))
    .add(tap(x1.ref, y0, wx.ref.mul(uy)))
    .add(tap(x0, y1.ref, ux.mul(wy.ref)))
    .add(tap(x1, y1, wx.mul(wy)));
  image.dispose();
  first.dispose();
  return sum;
}

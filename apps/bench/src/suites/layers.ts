import { uniform } from "../inputs";
import type { Group, Implementation, Named } from "../types";

/** A net of `tf.layers`: its input and its weights in the order of the layers, biases at zero, scales at one. */
interface Net {
  name: string;
  x: number[];
  weights: Record<string, number[]>;
}

/** Those of which `packages/core/test/layers` proves that they train. */
const nets: readonly Net[] = [
  {
    name: "conv2d, pooling and dense 32x28x28x1",
    x: [32, 28, 28, 1],
    weights: {
      "conv1.kernel": [3, 3, 1, 16],
      "conv1.bias": [16],
      "conv2.kernel": [3, 3, 16, 32],
      "conv2.bias": [32],
      "dense.kernel": [1568, 10],
      "dense.bias": [10],
    },
  },
  {
    name: "MobileNet block 32x16x16x16",
    x: [32, 16, 16, 16],
    weights: {
      "wide.kernel": [1, 1, 16, 64],
      "norm1.scale": [64],
      "norm1.bias": [64],
      "depthwise.kernel": [3, 3, 64, 1],
      "norm2.scale": [64],
      "norm2.bias": [64],
      "narrow.kernel": [1, 1, 64, 16],
      "norm3.scale": [16],
      "norm3.bias": [16],
      "dense.kernel": [16, 10],
      "dense.bias": [10],
    },
  },
  {
    name: "conv3d, pooling and dense 8x8x16x16x1",
    x: [8, 8, 16, 16, 1],
    weights: {
      "conv1.kernel": [3, 3, 3, 1, 8],
      "conv1.bias": [8],
      "conv2.kernel": [3, 3, 3, 8, 16],
      "conv2.bias": [16],
      "dense.kernel": [512, 10],
      "dense.bias": [10],
    },
  },
  {
    name: "lstm 32x32x16, 64 units",
    x: [32, 32, 16],
    weights: {
      "lstm.kernel": [16, 256],
      "lstm.recurrent": [64, 256],
      "lstm.bias": [256],
      "dense.kernel": [64, 10],
      "dense.bias": [10],
    },
  },
  {
    name: "transformer block 32x32x64",
    x: [32, 32, 64],
    weights: {
      ...attention(["query", "key", "value", "out"]),
      "norm1.scale": [64],
      "norm1.bias": [64],
      "up.kernel": [64, 128],
      "up.bias": [128],
      "down.kernel": [128, 64],
      "down.bias": [64],
      "norm2.scale": [64],
      "norm2.bias": [64],
      "dense.kernel": [64, 10],
      "dense.bias": [10],
    },
  },
];

function attention(names: string[]): Record<string, number[]> {
  return Object.fromEntries(
    names.flatMap((name) => [
      [`${name}.kernel`, [64, 64]],
      [`${name}.bias`, [64]],
    ]),
  );
}

const peers: readonly Implementation[] = ["tfjs-cpu", "attn", "tfjs-webgl", "pytorch", "pytorch-compile"];

export const layers = (): Group[] =>
  nets.map(({ name, x, weights }) => ({
    works: [
      {
        work: {
          suite: "layers",
          case: `tf.layers ${name} train`,
          op: "layersTrain",
          params: { net: name.split(/[ ,]/)[0]! },
          peers,
          tolerance: 1e-4,
        },
        inputs: () => [
          uniform("x", x, 1),
          { name: "labels", shape: [x[0]!], data: Float32Array.from({ length: x[0]! }, (_, i) => i % 10) },
          ...Object.entries(weights).map(([weight, shape], i) => initial(weight, shape, i + 2)),
        ],
      },
    ],
  }));

function initial(name: string, shape: number[], seed: number): Named {
  const constant = name.endsWith(".bias") ? 0 : name.endsWith(".scale") ? 1 : undefined;
  const size = shape.reduce((product, n) => product * n, 1);
  if (constant !== undefined) return { name, shape, data: new Float32Array(size).fill(constant) };
  const fanIn = name === "depthwise.kernel" ? 9 : size / shape.at(-1)!;
  return uniform(name, shape, seed, Math.sqrt(3 / fanIn));
}

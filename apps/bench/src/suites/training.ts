import { uniform } from "../inputs";
import type { Group, Named } from "../types";

/** The convolutions of the demo's nets, of the paper's and of PyTorch's tutorial. */
const convolutions: { B: number; side: number; inC: number; size: number; outC: number; pad: "valid" | "same" }[] = [
  { B: 32, side: 42, inC: 1, size: 9, outC: 8, pad: "valid" },
  { B: 32, side: 17, inC: 8, size: 7, outC: 16, pad: "valid" },
  { B: 32, side: 21, inC: 1, size: 5, outC: 20, pad: "valid" },
  { B: 32, side: 8, inC: 20, size: 5, outC: 20, pad: "valid" },
  { B: 64, side: 28, inC: 1, size: 7, outC: 8, pad: "valid" },
  { B: 64, side: 12, inC: 10, size: 5, outC: 20, pad: "valid" },
  { B: 64, side: 42, inC: 1, size: 9, outC: 32, pad: "valid" },
  { B: 64, side: 17, inC: 32, size: 7, outC: 32, pad: "valid" },
  { B: 64, side: 14, inC: 16, size: 3, outC: 32, pad: "same" },
];

export const training = (): Group[] => [tutorialStep(), ...convolutions.map(filterGradient)];

/** The filter's gradient, and in the same rounds tfjs's forward convolution of the same size. */
function filterGradient({ B, side, inC, size, outC, pad }: (typeof convolutions)[number]): Group {
  const outSide = pad === "same" ? side : side - size + 1;
  const name = `${B}x${side}x${side}x${inC} ${size}x${size}x${outC} ${pad}`;
  const params = { stride: 1, pad };
  const x = () => uniform("x", [B, side, side, inC], 1);
  const filter = () => uniform("filter", [size, size, inC, outC], 2, 0.1);
  const dy = () => uniform("dy", [B, outSide, outSide, outC], 3);
  const common = { suite: "training", params, tolerance: 1e-4 } as const;
  return {
    works: [
      {
        work: {
          ...common,
          case: `Conv2DBackpropFilter ${name} backward`,
          op: "conv2dBackpropFilter",
          peers: ["attn", "tfjs-cpu", "pytorch"],
        },
        inputs: () => [x(), filter(), dy()],
      },
      {
        work: {
          ...common,
          case: `Conv2D ${name} forward`,
          op: "conv2d",
          peers: ["attn", "tfjs-wasm", "tfjs-webgl", "tfjs-webgpu", "pytorch"],
        },
        inputs: () => [x(), filter()],
      },
    ],
  };
}

function tutorialStep(): Group {
  return {
    works: [
      {
        work: {
          suite: "training",
          case: "STN tutorial net 64x28x28x1 train",
          op: "stnTutorial",
          params: {},
          peers: ["attn-reference", "attn", "pytorch", "pytorch-compile"],
          tolerance: 1e-4,
        },
        inputs: tutorialInputs,
      },
    ],
  };
}

export function tutorialInputs(): Named[] {
  const scaled = (name: string, shape: number[], seed: number) => {
    const fanIn = shape.slice(0, -1).reduce((product, n) => product * n, 1);
    return uniform(name, shape, seed, 1 / Math.sqrt(fanIn));
  };
  const labels = { name: "labels", shape: [64], data: Float32Array.from({ length: 64 }, (_, i) => i % 10) };
  const identity = { name: "loc4.bias", shape: [6], data: Float32Array.of(1, 0, 0, 0, 1, 0) };
  const zeros = (name: string, n: number) => ({ name, shape: [n], data: new Float32Array(n) });
  return [
    uniform("image", [64, 28, 28, 1], 1),
    labels,
    scaled("loc1.kernel", [7, 7, 1, 8], 2),
    zeros("loc1.bias", 8),
    scaled("loc2.kernel", [5, 5, 8, 10], 3),
    zeros("loc2.bias", 10),
    scaled("loc3.kernel", [90, 32], 4),
    zeros("loc3.bias", 32),
    uniform("loc4.kernel", [32, 6], 5, 0.01), // not the tutorial's zeros, so that every gradient is compared
    identity,
    scaled("conv1.kernel", [5, 5, 1, 10], 6),
    zeros("conv1.bias", 10),
    scaled("conv2.kernel", [5, 5, 10, 20], 7),
    zeros("conv2.bias", 20),
    scaled("fc1.kernel", [320, 50], 8),
    zeros("fc1.bias", 50),
    scaled("fc2.kernel", [50, 10], 9),
    zeros("fc2.bias", 10),
  ];
}

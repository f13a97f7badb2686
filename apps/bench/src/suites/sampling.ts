import { affineThetas, uniform } from "../inputs";
import type { Group, Implementation, Named } from "../types";

type Params = { B: number; H: number; W: number; C: number; h: number; w: number };

/** Images of the demo, of a paper's clutter, of a feature map, of a photograph. */
const ladder: Params[] = [
  { B: 1, H: 64, W: 64, C: 3, h: 64, w: 64 },
  { B: 32, H: 60, W: 60, C: 1, h: 28, w: 28 },
  { B: 64, H: 60, W: 60, C: 1, h: 60, w: 60 },
  { B: 32, H: 40, W: 40, C: 32, h: 40, w: 40 },
  { B: 1, H: 512, W: 512, C: 3, h: 512, w: 512 },
];

const peers: readonly Implementation[] = [
  "attn-reference",
  "attn",
  "tfjs-wasm",
  "tfjs-webgl",
  "tfjs-webgpu",
  "tfjs-cpu",
  "jax-js",
  "pytorch",
  "pytorch-compile",
];
const onnx: readonly Implementation[] = ["onnxruntime-web", "onnxruntime-node"];

/** Does a pixel cost the same however large the image is? */
const growth: Params[] = [64, 128, 256, 512, 1024].map((side) => ({ B: 1, H: side, W: side, C: 1, h: side, w: side }));

export const sampling = (): Group[] => [...ladder.flatMap(groupsOf), ...growth.map(growthOf)];

function growthOf(params: Params): Group {
  const work = {
    suite: "sampling",
    case: `spatialTransform ${params.H}x${params.W} growth backward`,
    op: "spatialTransformBackward",
    params,
    peers: ["attn"] as const,
    tolerance: 1e-3,
  };
  return { works: [{ work, inputs: () => backwardInputs(params) }] };
}

function groupsOf(params: Params): Group[] {
  const size = `${params.B}x${params.H}x${params.W}x${params.C} -> ${params.h}x${params.w}`;
  const work = (name: string, op: string, pass: string, asked: readonly Implementation[]) => ({
    suite: "sampling",
    case: `${name} ${size} ${pass}`,
    op,
    params,
    peers: asked,
    tolerance: 1e-3, // float32 coordinates in other orders of operation: half a thousandth of a pixel, times the slope
  });
  const forward = () => forwardInputs(params);
  const backward = () => backwardInputs(params);
  return [
    { works: [{ work: work("gridSample", "gridSample", "forward", [...peers, ...onnx]), inputs: forward }] },
    { works: [{ work: work("gridSample", "gridSampleBackward", "backward", peers), inputs: backward }] },
    { works: [{ work: work("spatialTransform", "spatialTransform", "forward", peers), inputs: forward }] },
    { works: [{ work: work("spatialTransform", "spatialTransformBackward", "backward", peers), inputs: backward }] },
  ];
}

function forwardInputs(params: Params): Named[] {
  const { B, H, W, C, h, w } = params;
  const theta = affineThetas(params, 2);
  return [uniform("image", [B, H, W, C], 1), theta, gridOf(theta, h, w)];
}

function backwardInputs(params: Params): Named[] {
  const { B, H, W, C, h, w } = params;
  return [uniform("image", [B, H, W, C], 1), affineThetas(params, 2), uniform("dOut", [B, h, w, C], 3)];
}

/** The affine grid, computed once here, so that every forward pass samples at the same places. */
function gridOf(theta: Named, h: number, w: number): Named {
  const B = theta.shape[0]!;
  const data = new Float32Array(B * h * w * 2);
  let at = 0;
  for (let b = 0; b < B; b++) {
    const [p, q, r, s, t, u] = theta.data.subarray(b * 6, b * 6 + 6) as unknown as number[] as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    for (let i = 0; i < h; i++) {
      const y = (2 * i + 1) / h - 1;
      for (let j = 0; j < w; j++) {
        const x = (2 * j + 1) / w - 1;
        data[at++] = p * x + q * y + r;
        data[at++] = s * x + t * y + u;
      }
    }
  }
  return { name: "grid", shape: [B, h, w, 2], data };
}

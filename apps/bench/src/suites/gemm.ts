import { uniform } from "../inputs";
import type { Group } from "../types";

/** M×K×N; the first two are the sizes of a recurrent model's gates and of a square. */
const ladder: [M: number, K: number, N: number, transposeA?: boolean, transposeB?: boolean][] = [
  [64, 1024, 560],
  [256, 256, 256],
  [64, 64, 64],
  [512, 512, 512],
  [1, 256, 1024],
  [256, 256, 256, true, false],
  [256, 256, 256, false, true],
];

export const gemm = (): Group[] =>
  ladder.map(([M, K, N, transposeA = false, transposeB = false]) => ({
    works: [
      {
        work: {
          suite: "gemm",
          case: `gemm ${M}x${K}x${N}${transposeA ? " transposeA" : ""}${transposeB ? " transposeB" : ""} forward`,
          op: "gemm",
          params: { M, K, N, transposeA, transposeB },
          peers: ["attn", "tfjs-wasm", "tfjs-webgl", "tfjs-webgpu", "tfjs-cpu", "jax-js", "pytorch"],
          tolerance: 1e-4,
        },
        inputs: () => [uniform("a", transposeA ? [K, M] : [M, K], 1), uniform("b", transposeB ? [N, K] : [K, N], 2)],
      },
    ],
  }));

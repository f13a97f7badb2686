/** What computes the figures. */
export const backends = {
  kernels: "wasm, attn's kernels",
  wasm: "wasm, plain tfjs",
  cpu: "JavaScript, plain tfjs",
  webgl: "WebGL, plain tfjs",
} as const;

export type Backend = keyof typeof backends;

export interface Started {
  backend: Backend;
  /** Of the kernels; `"none"` where plain tfjs computes. */
  variant: string;
  /** Why it is not what was asked for. */
  reason?: string;
}

// Medians in milliseconds from apps/bench/RESULTS.md, the variant `relaxed` and PyTorch 1.13, one thread each.
export interface Work {
  name: string;
  attn: number;
  pytorch: number;
  /** Its own operation, or composed of its operations; none where it has no kernels for it. */
  tfjs?: number;
}

export const works: readonly Work[] = [
  { name: "Neural Turing Machine: a training step of 42 steps, batch 1", attn: 2.43, pytorch: 37.9, tfjs: 259 },
  { name: "gridSample: 32 images of 40×40×32", attn: 1.13, pytorch: 6.45, tfjs: 25.8 },
  { name: "the same, forward and backward", attn: 7.23, pytorch: 29.3, tfjs: 1095 },
  { name: "Neural Turing Machine, batch 32", attn: 38.5, pytorch: 97.5, tfjs: 708 },
  { name: "A spatial transformer network: a training step", attn: 14.2, pytorch: 11.8 },
  { name: "DRAW: a training step of 10 steps, 100 digits", attn: 133, pytorch: 99.4, tfjs: 3559 },
  { name: "Matrix product 256×256×256", attn: 0.71, pytorch: 0.338, tfjs: 1.12 },
];

/** What the activations clamp to that a fused kernel does in passing. */
export const activationRanges: Readonly<Record<string, readonly [low: number, high: number]>> = {
  linear: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  relu: [0, Number.POSITIVE_INFINITY],
  relu6: [0, 6],
};

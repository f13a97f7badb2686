/** After the reader moved one part of a distribution: the others share what is left as they did before. */
export function rescaled(before: readonly number[], after: ArrayLike<number>): number[] {
  const now = Array.from(after);
  const moved = now.findIndex((x, i) => x !== before[i]);
  if (moved < 0) return now;
  const others = before.reduce((sum, x, i) => (i === moved ? sum : sum + x), 0);
  const left = 1 - now[moved]!;
  return now.map((x, i) => {
    if (i === moved) return x;
    return others > 1e-6 ? (before[i]! / others) * left : left / (now.length - 1);
  });
}

export const largest = (values: ArrayLike<number>): number => {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
};

/** Whether all are nearly the same: the largest of them means nothing. */
export const isFlat = (values: ArrayLike<number>): boolean => {
  const all = Array.from(values);
  return Math.max(...all) - Math.min(...all) < 0.005;
};

/** A list of numbers in words. */
export const list = (values: ArrayLike<number>, digits = 2): string =>
  `(${Array.from(values, (x) => x.toFixed(digits).replace("-", "−")).join(", ")})`;

/** How the loss moves at the end. */
export interface Slope {
  /** Steps at the end that the line is laid through: a quarter of all. */
  steps: number;
  /** The change in a thousand steps; negative where the loss still falls. */
  perThousand: number;
  /** Two standard errors of it. */
  uncertainty: number;
}

/** The straight line through the last quarter of the losses, by least squares; undefined of fewer than 12 losses. */
export function slopeOf(loss: readonly number[]): Slope | undefined {
  const last = loss.slice(-Math.floor(loss.length / 4));
  const n = last.length;
  if (n < 3 || loss.length < 12) return undefined;
  const middle = (n - 1) / 2;
  const mean = last.reduce((sum, y) => sum + y, 0) / n;
  const spread = last.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  const slope = last.reduce((sum, y, i) => sum + (i - middle) * (y - mean), 0) / spread;
  const rest = last.reduce((sum, y, i) => sum + (y - mean - slope * (i - middle)) ** 2, 0);
  const error = Math.sqrt(rest / (n - 2) / spread);
  return { steps: n, perThousand: 1000 * slope, uncertainty: 2000 * error };
}

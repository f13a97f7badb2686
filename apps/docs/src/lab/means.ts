/** The mean of some numbers, or of the last so many. */
export function mean(values: readonly number[], last = values.length): number {
  const some = values.slice(-last);
  return some.reduce((sum, x) => sum + x, 0) / some.length;
}

/** A curve through the means of each so many losses, at the last step of them. */
export function meansOf(losses: readonly number[], each: number): { x: number[]; y: number[] } {
  const points = Array.from({ length: Math.floor(losses.length / each) }, (_, i) => i * each);
  return { x: points.map((from) => from + each), y: points.map((from) => mean(losses.slice(from, from + each))) };
}

export const names = [..."0123456789"];

/** The digit of the best chance, and the chance in percent. */
export function guessOf(chances: ArrayLike<number>): { digit: number; percent: string } {
  const all = Array.from(chances);
  const best = Math.max(...all);
  return { digit: all.indexOf(best), percent: best > 0.995 ? "over 99" : (100 * best).toFixed(0) };
}

/** A number for a sentence. */
export function signed(x: number, digits = 2): string {
  const text = x.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

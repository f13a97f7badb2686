export const names = [..."0123456789"];

/** The digit of the best chance, and the chance in percent. */
export function guessOf(chances: ArrayLike<number>): { digit: number; percent: string } {
  const all = Array.from(chances);
  const best = Math.max(...all);
  return { digit: all.indexOf(best), percent: (100 * best).toFixed(best > 0.995 && best < 1 ? 1 : 0) };
}

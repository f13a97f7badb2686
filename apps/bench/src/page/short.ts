/** A number in three digits, as a ratio is read: `0.997`, `1.10`, `25.9`, `271`, `1234`. */
export const short = (value: number): string => (value < 1000 ? value.toPrecision(3) : value.toFixed(0));

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** The distance between the float32 numbers around `value`: 2⁻²³ of its power of two, 2⁻¹⁴⁹ where it is subnormal. */
function ulp(value: number): number {
  double[0] = value;
  const exponent = ((words[1]! >>> 20) & 0x7ff) - 1023;
  return 2 ** (Math.max(exponent, -126) - 23);
}

/** The error of a float32 result in ulp: 0 if it is the nearest float, Infinity where it should (not) be finite or NaN. */
export function ulpError(actual: number, expected: number): number {
  const nearest = Math.fround(expected);
  if (Object.is(actual, nearest) || actual === nearest) return 0;
  if (!Number.isFinite(actual) || !Number.isFinite(nearest)) return Number.POSITIVE_INFINITY;
  return Math.abs(actual - expected) / ulp(expected);
}

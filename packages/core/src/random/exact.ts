// Functions that give the same bits in every JavaScript engine, which Math.log, Math.sin and Math.cos need not: they are
// made of + − × ÷ on float64 alone, which ECMAScript defines to the last bit.

/** Natural logarithm; 1 ulp or so from the true value. NaN below zero, −Infinity at zero. */
export function log(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return x === 0 ? Number.NEGATIVE_INFINITY : x < 0 ? Number.NaN : x;
  if (x < MIN_NORMAL) return log(x * 2 ** 54) - 54 * Math.LN2;
  BITS.setFloat64(0, x);
  const high = BITS.getUint32(0);
  BITS.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  let exponent = (high >>> 20) - 1023;
  let m = BITS.getFloat64(0); // x = m 2^exponent, m in [√½, √2)
  if (m >= Math.SQRT2) {
    m /= 2;
    exponent++;
  }
  const s = (m - 1) / (m + 1);
  return exponent * Math.LN2 + 2 * s * horner(ATANH, s * s);
}

/** Sine of an angle in radians, for |x| up to 10⁵; error below 10⁻¹¹. */
export const sin = (x: number): number => quarterTurns(x, 0);

/** Cosine of an angle in radians, for |x| up to 10⁵; error below 10⁻¹¹. */
export const cos = (x: number): number => quarterTurns(x, 1);

/** Sine of `x` and `ahead` quarter turns more. */
function quarterTurns(x: number, ahead: number): number {
  const turns = Math.round(x / HALF_PI);
  const r = x - turns * HALF_PI; // in [−π/4, π/4]
  const quadrant = (((turns + ahead) % 4) + 4) % 4;
  const value = quadrant % 2 === 0 ? r * horner(SIN, r * r) : horner(COS, r * r);
  return quadrant < 2 ? value : -value;
}

const MIN_NORMAL = 2 ** -1022;
const HALF_PI = Math.PI / 2;
const BITS = new DataView(new ArrayBuffer(8));

// Taylor coefficients, the highest power first: atanh(s) / s and sin(r) / r in s² and r², cos(r) in r².
const ATANH = [23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1].map((n) => 1 / n);
const SIN = taylor(17);
const COS = taylor(18);

/** The terms ±1/n! of the same parity as `highest`. */
function taylor(highest: number): number[] {
  const terms: number[] = [];
  for (let n = highest % 2, term = 1; n <= highest; n += 2, term /= -n * (n - 1)) terms.unshift(term);
  return terms;
}

function horner(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const c of coefficients) sum = sum * x + c;
  return sum;
}

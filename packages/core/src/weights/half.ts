// The two 16-bit floats: IEEE binary16 (F16) and bfloat16 (BF16). Reading is exact; writing rounds to nearest, ties to even.
const word = new DataView(new ArrayBuffer(4));

const bitsOf = (x: number): number => {
  word.setFloat32(0, x);
  return word.getUint32(0);
};

export function fromF16(h: number): number {
  const sign = h & 0x8000 ? -1 : 1;
  const exponent = (h >> 10) & 31;
  const mantissa = h & 1023;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? mantissa * 2 ** -24 : (1024 + mantissa) * 2 ** (exponent - 25));
}

export function toF16(x: number): number {
  const bits = bitsOf(x);
  const sign = (bits >>> 16) & 0x8000;
  const size = Math.abs(x);
  if (Number.isNaN(x)) return sign | 0x7e00;
  if (size < 2 ** -14) return sign | roundToEven(size * 2 ** 24); // below the normal numbers
  const exponent = ((bits >>> 23) & 255) - 127;
  const mantissa = roundToEven(size * 2 ** (10 - exponent)); // 1024 to 2048: the last carries into the exponent
  return sign | (exponent > 15 ? 0x7c00 : ((exponent + 15) << 10) + mantissa - 1024);
}

export function fromBF16(h: number): number {
  word.setUint32(0, h * 65536);
  return word.getFloat32(0);
}

export function toBF16(x: number): number {
  const bits = bitsOf(x);
  if (Number.isNaN(x)) return (bits >>> 16) | 0x40;
  return Math.floor((bits + 0x7fff + ((bits >>> 16) & 1)) / 65536);
}

function roundToEven(x: number): number {
  const near = Math.round(x);
  return Math.abs(x % 1) === 0.5 && near % 2 !== 0 ? near - 1 : near;
}

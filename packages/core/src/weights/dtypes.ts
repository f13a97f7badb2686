// The element types of safetensors files, and what tfjs holds them as.
import type { DataType } from "@tensorflow/tfjs-core";
import { FormatError } from "../shapes/errors";
import { fromBF16, fromF16, toBF16, toF16 } from "./half";

export type TensorValues = Float32Array | Int32Array | Uint8Array;

interface ElementType {
  /** Bytes of an element. */
  bytes: 1 | 2 | 4 | 8;
  /** What tfjs holds it as. */
  dtype: "float32" | "int32" | "bool";
  /** @throws FormatError if a value cannot be held; `round` lets those pass that only need rounding */
  read(buffer: ArrayBuffer, who: string, round: boolean): TensorValues;
}

export const elementTypes: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ["F32", { bytes: 4, dtype: "float32", read: (buffer) => new Float32Array(buffer) }],
  ["F16", { bytes: 2, dtype: "float32", read: (buffer) => Float32Array.from(new Uint16Array(buffer), fromF16) }],
  ["BF16", { bytes: 2, dtype: "float32", read: (buffer) => Float32Array.from(new Uint16Array(buffer), fromBF16) }],
  ["F64", { bytes: 8, dtype: "float32", read: readDoubles }],
  ["I32", { bytes: 4, dtype: "int32", read: (buffer) => new Int32Array(buffer) }],
  ["I16", { bytes: 2, dtype: "int32", read: (buffer) => Int32Array.from(new Int16Array(buffer)) }],
  ["I8", { bytes: 1, dtype: "int32", read: (buffer) => Int32Array.from(new Int8Array(buffer)) }],
  ["U16", { bytes: 2, dtype: "int32", read: (buffer) => Int32Array.from(new Uint16Array(buffer)) }],
  ["U8", { bytes: 1, dtype: "int32", read: (buffer) => Int32Array.from(new Uint8Array(buffer)) }],
  ["U32", { bytes: 4, dtype: "int32", read: (buffer, who) => narrow(new Uint32Array(buffer), who) }],
  ["I64", { bytes: 8, dtype: "int32", read: (buffer, who) => narrow(new BigInt64Array(buffer), who) }],
  ["U64", { bytes: 8, dtype: "int32", read: (buffer, who) => narrow(new BigUint64Array(buffer), who) }],
  ["BOOL", { bytes: 1, dtype: "bool", read: readBooleans }],
]);

function readDoubles(buffer: ArrayBuffer, who: string, round: boolean): Float32Array {
  return Float32Array.from(new Float64Array(buffer), (value) => {
    if (round || Object.is(Math.fround(value), value)) return value;
    throw new FormatError(`${who}: must hold values that float32 can hold, got ${value}; { round: true } rounds them`);
  });
}

function narrow(values: Uint32Array | BigInt64Array | BigUint64Array, who: string): Int32Array {
  const out = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    out[i] = Number(values[i]!);
    if (Number(values[i]!) !== out[i])
      throw new FormatError(`${who}: must hold values that int32 can hold, got ${values[i]}`);
  }
  return out;
}

function readBooleans(buffer: ArrayBuffer, who: string): Uint8Array {
  const values = new Uint8Array(buffer);
  const bad = values.find((value) => value > 1);
  if (bad !== undefined) throw new FormatError(`${who}: must hold 0 and 1, got ${bad}`);
  return values;
}

/** What a file holds a tensor of tfjs's `dtype` as; `floats` is the choice for float32. */
export function storedType(dtype: DataType, floats: "F32" | "F16" | "BF16"): string | undefined {
  return { float32: floats, int32: "I32", bool: "BOOL", string: undefined, complex64: undefined }[dtype];
}

/** The bytes of `values` in a file. A number too large for 16 bits becomes infinite. */
export function encode(values: TensorValues, type: string): Uint8Array {
  const stored =
    type === "F16" ? Uint16Array.from(values, toF16) : type === "BF16" ? Uint16Array.from(values, toBF16) : values;
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
}

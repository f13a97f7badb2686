import * as tf from "@tensorflow/tfjs-core";
import { Tensor } from "@tensorflow/tfjs-core";
import { ConfigError, FormatError } from "../shapes/errors";
import { checkedOptions, flag, isObject, oneOf } from "../shapes/options";
import { shown } from "../shapes/shown";
import { checkedTensors } from "./checkedTensors";
import { elementTypes, encode, storedType, type TensorValues } from "./dtypes";
import { type Entry, isText, readHeader, writeHeader } from "./header";

export interface SaveSafetensorsOptions {
  /** What float32 tensors are stored as: exactly (`"F32"`, the default), or rounded to half the size. */
  floats?: "F32" | "F16" | "BF16";
}

export interface LoadSafetensorsOptions {
  /** Whether numbers of 64 bits that float32 cannot hold are rounded; by default they are refused. */
  round?: boolean;
}

/** What a file holds. Both objects have no prototype: a name finds a tensor of the file or nothing. */
export interface Safetensors {
  tensors: Record<string, Tensor>;
  metadata: Record<string, string>;
}

/**
 * Writes named tensors, and named strings, as one safetensors file. float32 becomes F32, int32 I32, bool BOOL. The same
 * arguments give the same bytes.
 *
 * @param tensors variables too
 * @throws ShapeError if one is not a tensor
 * @throws ConfigError if a tensor has another dtype, does not fit `floats`, or if a name is `__metadata__` or `__proto__`
 * or, like a string of the metadata, has half of a surrogate pair, which UTF-8 cannot hold
 */
export function saveSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata?: Readonly<Record<string, string>>,
  options: SaveSafetensorsOptions = {},
): Uint8Array {
  checkedOptions("saveSafetensors", options, ["floats"]);
  const floats = oneOf("saveSafetensors", "floats", options.floats, ["F32", "F16", "BF16"], "F32");
  const named = checkedTensors("saveSafetensors", "tensors", tensors, Tensor);
  const blocks = Object.entries(named).map(([name, tensor]) => block(name, tensor, floats));
  blocks.sort((a, b) => elementTypes.get(b.type)!.bytes - elementTypes.get(a.type)!.bytes); // so that each is aligned
  let end = 0;
  const entries = blocks.map(({ name, type, shape, bytes }): Entry => {
    const begin = end;
    end += bytes.length;
    return { name, type, shape, begin, end };
  });
  const header = writeHeader(entries, checkedMetadata(metadata));
  const file = new Uint8Array(header.length + end);
  file.set(header);
  blocks.forEach(({ bytes }, i) => void file.set(bytes, header.length + entries[i]!.begin));
  return file;
}

/**
 * Reads a safetensors file. F32, F16, BF16 and F64 become float32; I8 to I64 and U8 to U64 int32; BOOL bool. The caller
 * disposes the tensors.
 *
 * @throws FormatError that says what is wrong: nothing is read past the file's end, no value is changed silently, and no
 * tensor is made unless all are good
 * @throws ConfigError for an unknown option
 */
export function loadSafetensors(bytes: Uint8Array, options: LoadSafetensorsOptions = {}): Safetensors {
  if (!(bytes instanceof Uint8Array)) {
    throw new FormatError(`loadSafetensors: the file must be a Uint8Array, got ${shown(bytes)}`);
  }
  const round = flag("loadSafetensors", "round", checkedOptions("loadSafetensors", options, ["round"]).round, false);
  const { entries, metadata, dataStart } = readHeader(bytes);
  const read = entries.map(({ name, type, shape, begin, end }) => {
    const { buffer } = new Uint8Array(bytes.subarray(dataStart + begin, dataStart + end)); // a copy, thus aligned
    const { dtype, read } = elementTypes.get(type)!;
    const values = read(buffer, `loadSafetensors: tensor ${shown(name)}`, round);
    return { name, shape, dtype, values };
  });
  const tensors: Record<string, Tensor> = Object.create(null);
  for (const { name, shape, dtype, values } of read) tensors[name] = tf.tensor(values, shape, dtype);
  return { tensors, metadata };
}

function block(name: string, tensor: Tensor, floats: "F32" | "F16" | "BF16") {
  const who = `saveSafetensors: tensor ${shown(name)}`;
  if (name === "__metadata__" || name === "__proto__") throw new ConfigError(`${who} must have another name`);
  if (!isText(name)) throw new ConfigError(`${who} must have a name without half surrogate pairs`);
  const type = storedType(tensor.dtype, floats);
  if (!type) throw new ConfigError(`${who} must be float32, int32 or bool, got ${tensor.dtype}`);
  const values = tensor.dataSync() as TensorValues;
  const bytes = encode(values, type);
  if (type === "F16" || type === "BF16") checkFits(values, bytes, type, who);
  return { name, type, shape: tensor.shape, bytes };
}

/** A finite number must not have become infinite. */
function checkFits(values: TensorValues, bytes: Uint8Array, type: "F16" | "BF16", who: string): void {
  const infinity = type === "F16" ? 0x7c00 : 0x7f80;
  const stored = new Uint16Array(bytes.buffer, bytes.byteOffset, values.length);
  const lost = values.find((value, i) => (stored[i]! & 0x7fff) === infinity && Number.isFinite(value));
  if (lost !== undefined) throw new ConfigError(`${who} must fit ${type}, got ${lost}`);
}

function checkedMetadata(metadata: Readonly<Record<string, string>> | undefined) {
  if (metadata === undefined) return undefined;
  if (!isObject(metadata)) {
    throw new ConfigError(`saveSafetensors: metadata must be an object of strings, got ${shown(metadata)}`);
  }
  for (const [key, value] of Object.entries<string>(metadata)) {
    const who = `saveSafetensors: metadata ${shown(key)}`;
    if (key === "__proto__") throw new ConfigError(`${who} must have another name`);
    if (typeof value !== "string") throw new ConfigError(`${who} must be a string, got ${shown(value)}`);
    if (!isText(key) || !isText(value)) throw new ConfigError(`${who} must be without half surrogate pairs`);
  }
  return metadata;
}

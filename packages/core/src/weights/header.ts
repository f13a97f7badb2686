// The header of a safetensors file: eight bytes of length, then JSON. Everything in it comes from outside.
import { FormatError } from "../shapes/errors";
import { isObject } from "../shapes/options";
import { shown } from "../shapes/shown";
import { elementTypes } from "./dtypes";

/** One tensor of a file; `begin` and `end` count from the first byte after the header. */
export interface Entry {
  name: string;
  type: string;
  shape: number[];
  begin: number;
  end: number;
}

export interface Header {
  entries: Entry[];
  metadata: Record<string, string>;
  /** Where the tensors' bytes begin in the file. */
  dataStart: number;
}

const largestHeader = 100_000_000; // as the reference implementation has it
const metadataName = "__metadata__";

/** @throws FormatError if the header is not one, or does not describe exactly the bytes that follow it */
export function readHeader(bytes: Uint8Array): Header {
  const length = headerLength(bytes);
  const dataStart = 8 + length;
  const header = parse(bytes.subarray(8, dataStart));
  const entries = Object.entries(header)
    .filter(([name]) => name !== metadataName)
    .map(([name, value]) => readEntry(name, value));
  checkCover(entries, bytes.length - dataStart);
  return { entries, metadata: readMetadata(header[metadataName]), dataStart };
}

/** The length and the JSON, padded with spaces so that the tensors begin at a multiple of eight. */
export function writeHeader(entries: readonly Entry[], metadata: Record<string, string> | undefined): Uint8Array {
  const header = Object.fromEntries([
    ...(metadata ? [[metadataName, metadata]] : []),
    ...entries.map(({ name, type, shape, begin, end }) => [name, { dtype: type, shape, data_offsets: [begin, end] }]),
  ]);
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + length).fill(32);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  return bytes;
}

function headerLength(bytes: Uint8Array): number {
  if (bytes.length < 8) fail(`the file must be at least 8 bytes long, got ${bytes.length}`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > largestHeader) fail(`the header must be at most ${largestHeader} bytes long, got ${length}`);
  if (length > bytes.length - 8) {
    fail(`the file is truncated: the header must be ${length} bytes long, got ${bytes.length - 8}`);
  }
  if (bytes[8] !== 0x7b || length === 0n) fail('the header must begin with "{"');
  return Number(length);
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  let value: Record<string, unknown>;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    value = JSON.parse(text); // an object, since it begins with "{"
  } catch (error) {
    throw new FormatError(`loadSafetensors: the header must be JSON in UTF-8: ${(error as Error).message}`);
  }
  checkText(text);
  return value;
}

/**
 * What JSON.parse lets pass and other readers refuse or read otherwise: two equal keys, of which it keeps the last; numbers
 * such as 1e0 and 1.0; half surrogate pairs.
 */
function checkText(json: string): void {
  const open: Set<string>[] = [];
  for (let i = 0; i < json.length; i++) {
    if (json[i] === "{") open.push(new Set());
    else if (json[i] === "}") open.pop();
    else if (json[i] === '"') {
      const end = stringEnd(json, i);
      checkString(JSON.parse(json.slice(i, end)), beforeColon(json, end) ? open.at(-1) : undefined);
      i = end - 1;
    } else if ("-0123456789".includes(json[i]!)) {
      const end = numberEnd(json, i);
      checkNumber(json.slice(i, end));
      i = end - 1;
    }
  }
}

// By hand, not by a regular expression: those recurse, and a string may have millions of characters.
function stringEnd(json: string, start: number): number {
  let i = start + 1;
  while (json[i] !== '"') i += json[i] === "\\" ? 2 : 1;
  return i + 1;
}

function beforeColon(json: string, from: number): boolean {
  let i = from;
  while (" \t\n\r".includes(json[i]!)) i++;
  return json[i] === ":";
}

function numberEnd(json: string, start: number): number {
  let i = start;
  while (i < json.length && "+-.0123456789Ee".includes(json[i]!)) i++;
  return i;
}

/** @param seen the names before it in its object, if it is a name */
function checkString(text: string, seen: Set<string> | undefined): void {
  if (!isText(text)) fail(`strings must be without half surrogate pairs, got ${shown(text)}`);
  if (!seen) return;
  if (seen.has(text)) fail(`names must be unique, got ${shown(text)} twice`);
  if (text === "__proto__") fail('a name must not be "__proto__"'); // would change prototypes wherever it is copied to
  seen.add(text);
}

function checkNumber(text: string): void {
  const value = Number(text);
  if (Number.isSafeInteger(value) && String(value) !== text) {
    fail(`whole numbers must be written in digits alone, got ${text.slice(0, 60)}`);
  }
}

/** Whether UTF-8 can hold it: every surrogate is one of a pair. */
export const isText = (text: string): boolean => !/\p{Surrogate}/u.test(text);

const fields = ["dtype", "shape", "data_offsets"];

function readEntry(name: string, value: unknown): Entry {
  const who = `tensor ${shown(name)}`;
  if (!isObject(value)) fail(`${who} must be an object, got ${shown(value)}`);
  const unknown = Object.keys(value).find((key) => !fields.includes(key));
  if (unknown !== undefined) fail(`${who} must have ${fields.join(", ")} alone, got ${shown(unknown)}`);
  const { dtype, shape, data_offsets: offsets } = value;
  const element = elementTypes.get(dtype as string);
  if (!element) fail(`${who}: dtype must be one of ${[...elementTypes.keys()].join(", ")}, got ${shown(dtype)}`);
  if (!isSizes(shape)) fail(`${who}: shape must be whole numbers from 0, got ${shown(shape)}`);
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!) {
    fail(`${who}: data_offsets must be [begin, end], whole numbers with begin at most end, got ${shown(offsets)}`);
  }
  const [begin, end] = offsets as [number, number];
  const size = shape.reduce((product, n) => product * n, element.bytes);
  if (size !== end - begin) {
    fail(`${who}: ${dtype} [${shape.join(", ")}] must have ${size} bytes, got ${end - begin}`);
  }
  return { name, type: dtype as string, shape, begin, end };
}

/** The tensors must lie side by side, in any order, from the first byte to the last. */
function checkCover(entries: readonly Entry[], available: number): void {
  let previous = { name: "", end: 0 };
  for (const entry of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    const { name, begin, end } = entry;
    if (begin < previous.end) fail(`tensors must not overlap, got ${shown(previous.name)} and ${shown(name)}`);
    if (begin > previous.end) fail(`bytes ${previous.end} to ${begin} before ${shown(name)} belong to no tensor`);
    if (end > available)
      fail(`the file is truncated: tensor ${shown(name)} must end at byte ${end}, got ${available} bytes`);
    previous = entry;
  }
  if (previous.end < available) fail(`bytes ${previous.end} to ${available} at the end belong to no tensor`);
}

function readMetadata(value: unknown): Record<string, string> {
  const metadata: Record<string, string> = Object.create(null);
  if (value === undefined) return metadata;
  if (!isObject(value)) fail(`__metadata__ must be an object of strings, got ${shown(value)}`);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== "string") fail(`__metadata__: ${shown(key)} must be a string, got ${shown(text)}`);
    metadata[key] = text;
  }
  return metadata;
}

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0 && !Object.is(n, -0));

function fail(what: string): never {
  throw new FormatError(`loadSafetensors: ${what}`);
}

// The header of a safetensors file: eight bytes of length, then JSON. Everything in it comes from outside.
import { FormatError } from "../shapes/errors";
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
  checkKeys(text);
  return value;
}

/** JSON.parse silently keeps the last of two equal keys; which one another reader would keep is open. */
function checkKeys(json: string): void {
  const open: Set<string>[] = [];
  for (let i = 0; i < json.length; i++) {
    if (json[i] === "{") open.push(new Set());
    else if (json[i] === "}") open.pop();
    else if (json[i] === '"') {
      const end = stringEnd(json, i);
      if (beforeColon(json, end)) checkKey(JSON.parse(json.slice(i, end)), open.at(-1)!);
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

function checkKey(key: string, seen: Set<string>): void {
  if (seen.has(key)) fail(`names must be unique, got ${quote(key)} twice`);
  if (key === "__proto__") fail('a name must not be "__proto__"'); // would change prototypes wherever it is copied to
  seen.add(key);
}

function readEntry(name: string, value: unknown): Entry {
  const who = `tensor ${quote(name)}`;
  if (!isObject(value)) fail(`${who} must be an object, got ${quote(value)}`);
  const { dtype, shape, data_offsets: offsets } = value;
  const element = elementTypes.get(dtype as string);
  if (!element) fail(`${who}: dtype must be one of ${[...elementTypes.keys()].join(", ")}, got ${quote(dtype)}`);
  if (!isSizes(shape)) fail(`${who}: shape must be whole numbers from 0, got ${quote(shape)}`);
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!) {
    fail(`${who}: data_offsets must be [begin, end], whole numbers with begin at most end, got ${quote(offsets)}`);
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
    if (begin < previous.end) fail(`tensors must not overlap, got ${quote(previous.name)} and ${quote(name)}`);
    if (begin > previous.end) fail(`bytes ${previous.end} to ${begin} before ${quote(name)} belong to no tensor`);
    if (end > available)
      fail(`the file is truncated: tensor ${quote(name)} must end at byte ${end}, got ${available} bytes`);
    previous = entry;
  }
  if (previous.end < available) fail(`bytes ${previous.end} to ${available} at the end belong to no tensor`);
}

function readMetadata(value: unknown): Record<string, string> {
  const metadata: Record<string, string> = Object.create(null);
  if (value === undefined) return metadata;
  if (!isObject(value)) fail(`__metadata__ must be an object of strings, got ${quote(value)}`);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== "string") fail(`__metadata__: ${quote(key)} must be a string, got ${quote(text)}`);
    metadata[key] = text;
  }
  return metadata;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0 && !Object.is(n, -0));

/** A value for a message, shortened: it may be as long as the file. */
function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function fail(what: string): never {
  throw new FormatError(`loadSafetensors: ${what}`);
}

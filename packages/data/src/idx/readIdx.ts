import { ConfigError, checkedCount, checkedOptions, FormatError, shown } from "@attn/core";
import { gunzip } from "./gunzip";

export type IdxData = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** The array in an IDX file. */
export interface Idx {
  shape: number[];
  /** Row-major. */
  data: IdxData;
}

export interface ReadIdxOptions {
  /** What messages call the file; `"readIdx"` by default. */
  name?: string;
  /** The largest file, unpacked, that is read; 2³⁰ bytes by default. A small gz file can hold far more. */
  maxBytes?: number;
}

/**
 * Reads an IDX file, the format of MNIST, plain or packed by gzip: every element type, up to 8 dimensions. A packed
 * file is unpacked no farther than its own header says it may go.
 *
 * @throws FormatError for bytes that are not exactly one IDX file
 * @throws ConfigError for an unknown option, or one that is not what it must be
 */
export async function readIdx(bytes: Uint8Array, options: ReadIdxOptions = {}): Promise<Idx> {
  const { name = "readIdx", maxBytes = 2 ** 30 } = checkedOptions("readIdx", options, ["name", "maxBytes"]);
  if (typeof name !== "string") throw new ConfigError(`readIdx: name must be a string, got ${shown(name)}`);
  checkedCount("readIdx", "maxBytes", maxBytes);
  if (!(bytes instanceof Uint8Array)) throw new FormatError(`${name}: must be a Uint8Array, got ${shown(bytes)}`);
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const plain = packed ? await gunzip(bytes, (start) => sizeOf(start, name, maxBytes), name) : bytes;
  const wanted = sizeOf(plain, name, maxBytes);
  if (wanted === undefined || plain.length < wanted) {
    throw new FormatError(`${name}: must have ${wanted ?? "a header of at least 4"} bytes, got ${plain.length}`);
  }
  if (plain.length > wanted) throw new FormatError(`${name}: must end after ${wanted} bytes, got ${plain.length}`);
  return decode(plain);
}

const TYPES: Record<
  number,
  { size: number; make: (n: number) => IdxData; get: (view: DataView, at: number) => number }
> = {
  8: { size: 1, make: (n) => new Uint8Array(n), get: (view, at) => view.getUint8(at) },
  9: { size: 1, make: (n) => new Int8Array(n), get: (view, at) => view.getInt8(at) },
  11: { size: 2, make: (n) => new Int16Array(n), get: (view, at) => view.getInt16(at) },
  12: { size: 4, make: (n) => new Int32Array(n), get: (view, at) => view.getInt32(at) },
  13: { size: 4, make: (n) => new Float32Array(n), get: (view, at) => view.getFloat32(at) },
  14: { size: 8, make: (n) => new Float64Array(n), get: (view, at) => view.getFloat64(at) },
};

const MAX_DIMENSIONS = 8;

/** How long the file that starts so must be; undefined while its header is not complete. @throws FormatError */
function sizeOf(start: Uint8Array, name: string, maxBytes: number): number | undefined {
  if (start.length < 4) return undefined;
  const [zero0, zero1, type, dimensions] = start as unknown as [number, number, number, number];
  if (zero0 !== 0 || zero1 !== 0 || !TYPES[type] || dimensions < 1 || dimensions > MAX_DIMENSIONS) {
    const magic = Array.from(start.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    throw new FormatError(
      `${name}: must start as IDX files do, 00 00, a type (08 09 0b 0c 0d 0e), 01–08, got ${magic}`,
    );
  }
  if (start.length < 4 + 4 * dimensions) return undefined;
  const shape = shapeOf(start);
  const size = shape.reduce((product, n) => product * n, TYPES[type].size) + 4 + 4 * dimensions;
  if (size <= maxBytes) return size;
  throw new FormatError(
    `${name}: must have at most ${maxBytes} bytes (maxBytes), but its shape is [${shape.join(", ")}]`,
  );
}

function shapeOf(start: Uint8Array): number[] {
  const view = new DataView(start.buffer, start.byteOffset);
  return Array.from({ length: start[3]! }, (_, k) => view.getUint32(4 + 4 * k));
}

function decode(plain: Uint8Array): Idx {
  const { size, make, get } = TYPES[plain[2]!]!;
  const shape = shapeOf(plain);
  const from = 4 + 4 * shape.length;
  if (plain[2] === 8) return { shape, data: new Uint8Array(plain.subarray(from)) };
  const view = new DataView(plain.buffer, plain.byteOffset);
  const data = make((plain.length - from) / size);
  for (let i = 0; i < data.length; i++) data[i] = get(view, from + i * size);
  return { shape, data };
}

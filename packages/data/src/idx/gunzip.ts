import { FormatError } from "@attn/core";

/**
 * Unpacks gzip by the runtime's own DecompressionStream, and stops as soon as there is more than `limitOf` allows what
 * was unpacked so far (undefined: cannot tell yet), so that no bomb goes off.
 */
export async function gunzip(
  bytes: Uint8Array,
  limitOf: (start: Uint8Array) => number | undefined,
  name: string,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let [length, limit] = [0, undefined as number | undefined];
  for await (const part of unpacked(bytes, name)) {
    parts.push(part);
    length += part.length;
    limit ??= limitOf(joined(parts, length));
    if (limit !== undefined && length > limit) {
      throw new FormatError(`${name}: must end after ${limit} bytes, but unpacks to more`);
    }
  }
  // gzip ends in the length of what is packed; some runtimes ignore what follows the end
  const end = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length >= 18 && end.getUint32(bytes.length - 4, true) === length >>> 0) return joined(parts, length);
  throw new FormatError(`${name}: must be one gzip file and nothing after it`);
}

async function* unpacked(bytes: Uint8Array, name: string): AsyncGenerator<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"));
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } catch (error) {
    throw new FormatError(`${name}: must be a whole gzip file: ${error instanceof Error ? error.message : error}`);
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

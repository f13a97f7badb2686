import type { Tensor } from "@tensorflow/tfjs-core";

/**
 * A checksum (32-bit FNV-1a) of tensors and texts by their names, in whatever order: it finds what a disk or a transfer
 * changed, not what somebody changed on purpose.
 */
export function checksum(tensors: Readonly<Record<string, Tensor>>, texts: Readonly<Record<string, string>>): string {
  const encoder = new TextEncoder();
  let hash = 0x811c9dc5;
  const add = (bytes: Uint8Array) => {
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  };
  for (const name of Object.keys(texts).sort()) add(encoder.encode(`${name}=${texts[name]}\n`));
  for (const name of Object.keys(tensors).sort()) {
    add(encoder.encode(`${name} ${tensors[name]!.shape}\n`));
    add(new Uint8Array(Float32Array.from(tensors[name]!.dataSync()).buffer)); // a truth may come back as a number
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

// A message and numbers as bytes: the length of the message as a u32, the message as JSON, the numbers.

export function frame(message: object, numbers?: Uint8Array): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(message));
  const out = new Uint8Array(4 + json.length + (numbers?.length ?? 0));
  new DataView(out.buffer).setUint32(0, json.length, true);
  out.set(json, 4);
  if (numbers) out.set(numbers, 4 + json.length);
  return out;
}

export function unframe(bytes: Uint8Array): { message: object; numbers?: Uint8Array } {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const message = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as object;
  const numbers = bytes.slice(4 + length);
  return numbers.length > 0 ? { message, numbers } : { message };
}

// Files that the site ships beside its code: trained weights. assets.node.ts is the same for Node.
const files: Record<string, () => Promise<{ default: string }>> = {
  "ntm/copy-feedforward": () => import("../../../../packages/ntm/trained/copy-feedforward.safetensors?url"),
  "ntm/copy-lstm": () => import("../../../../packages/ntm/trained/copy-lstm.safetensors?url"),
  "draw/mnist-small": () => import("../../../../packages/draw/trained/mnist-small.safetensors?url"),
  "stn/st-cnn": () => import("../../../../packages/stn/trained/st-cnn.safetensors?url"),
  "stn/cnn": () => import("../../../../packages/stn/trained/cnn.safetensors?url"),
};

/** Called with the bytes that have come and all there are; in the end with `done`. */
export type Progress = (name: string, loaded: number, total: number, done: boolean) => void;

let progress: Progress = () => {};

/** Who is told how far files have come. */
export const watchAssets = (watcher: Progress): void => {
  progress = watcher;
};

/** The bytes of a file, such as `"ntm/copy-lstm"`. @throws Error if it cannot be fetched */
export async function asset(name: string): Promise<Uint8Array> {
  try {
    return await fetched(name);
  } finally {
    progress(name, 0, 0, true);
  }
}

async function fetched(name: string): Promise<Uint8Array> {
  const { default: url } = await files[name]!();
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`${name}: ${response.status} ${response.statusText}`);
  const total = Number(response.headers.get("content-length") ?? 0);
  const parts: Uint8Array[] = [];
  let loaded = 0;
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    loaded += value.length;
    progress(name, loaded, Math.max(total, loaded), false);
  }
  const bytes = new Uint8Array(loaded);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

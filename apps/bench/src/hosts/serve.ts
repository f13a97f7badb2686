// What a contender does with a request, wherever it runs.
import type { Answer, Reply } from "../channel";
import type { Named, Work } from "../types";
import { type Host, type Prepared, Unsupported } from "./contract";
import { memoryInUse, runtime } from "./runtime";

const hosts: Record<string, () => Promise<{ host: Host }>> = {
  attn: () => import("./attn"),
  "attn-reference": () => import("./attn"),
  "tfjs-wasm": () => import("./tfjs"),
  "tfjs-cpu": () => import("./tfjs"),
  "tfjs-webgl": () => import("./tfjsGpu"),
  "tfjs-webgpu": () => import("./tfjsGpu"),
  "onnxruntime-web": () => import("./onnx"),
  "onnxruntime-node": () => import("./onnx"),
  "jax-js": () => import("./jax"),
};

export interface Request {
  do: "start" | "prepare" | "run" | "memory" | "times" | "release";
  variant: string;
  work: Work;
  inputs: { name: string; shape: number[] }[];
  case: string;
  count: number;
}

/** Answers requests for one implementation. */
export function serve(implementation: string): (request: Request, numbers?: Uint8Array) => Promise<Reply> {
  let host: Host;
  const prepared = new Map<string, Prepared>(); // by case
  const times: Record<string, number> = {};

  async function start({ variant }: Request): Promise<Answer> {
    const load = hosts[implementation];
    if (!load) throw new Error(`no host for ${implementation}`);
    const begun = performance.now();
    host = (await load()).host;
    const loaded = performance.now();
    await host.start(variant);
    Object.assign(times, { import: loaded - begun, start: performance.now() - loaded });
    return { runtime: await runtime() };
  }

  async function prepare({ work, inputs }: Request, numbers: Uint8Array): Promise<Reply> {
    const begun = performance.now();
    const ready = await host.prepare(work, namedOf(numbers, inputs));
    times.prepare = performance.now() - begun;
    prepared.set(work.case, ready);
    const { outputs } = ready;
    const bytes = new Uint8Array(outputs.reduce((sum, { data }) => sum + data.byteLength, 0));
    let at = 0;
    for (const { data } of outputs) {
      bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
      at += data.byteLength;
    }
    return { answer: { outputs: outputs.map(({ name, shape }) => ({ name, shape })) }, numbers: bytes };
  }

  /** Milliseconds for all `count` runs together. */
  async function run(request: Request): Promise<number> {
    const work = prepared.get(request.case);
    if (!work) throw new Error(`${request.case} is not prepared`);
    const started = performance.now();
    for (let i = 0; i < request.count; i++) {
      const promise = work.run();
      if (promise) await promise; // a synchronous implementation does not pay for a promise
    }
    return performance.now() - started;
  }

  async function reply(request: Request, numbers: Uint8Array): Promise<Reply> {
    if (request.do === "start") return { answer: await start(request) };
    if (request.do === "prepare") return prepare(request, numbers);
    if (request.do === "run") return { answer: { ms: await run(request) } };
    if (request.do === "memory") return { answer: { memory: { ...host.memory?.(), ...memoryInUse() } } };
    if (request.do === "times") return { answer: { times } };
    for (const work of prepared.values()) work.release();
    prepared.clear();
    return { answer: { ok: true } };
  }

  return (request, numbers = new Uint8Array()) =>
    reply(request, numbers).catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      return { answer: error instanceof Unsupported ? { unsupported: text } : { error: text } };
    });
}

function namedOf(bytes: Uint8Array, manifest: Request["inputs"]): Record<string, Named> {
  let at = bytes.byteOffset;
  const named: Record<string, Named> = {};
  for (const { name, shape } of manifest) {
    const size = shape.reduce((product, n) => product * n, 1);
    named[name] = { name, shape, data: new Float32Array(bytes.buffer.slice(at, at + size * 4) as ArrayBuffer) };
    at += size * 4;
  }
  return named;
}

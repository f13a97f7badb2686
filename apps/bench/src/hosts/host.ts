// The process of one contender: reads a request a line, answers a line. `node host.js <implementation>`.
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Named, Work } from "../types";
import { type Host, type Prepared, Unsupported } from "./contract";

const hosts: Record<string, () => Promise<{ host: Host }>> = {
  attn: () => import("./attn"),
  "attn-reference": () => import("./attn"),
  "tfjs-wasm": () => import("./tfjs"),
  "tfjs-cpu": () => import("./tfjs"),
  "onnxruntime-web": () => import("./onnx"),
  "onnxruntime-node": () => import("./onnx"),
  "jax-js": () => import("./jax"),
};

interface Request {
  do: "start" | "prepare" | "run" | "memory" | "release";
  variant: string;
  work: Work;
  inputs: { name: string; shape: number[] }[];
  file: string;
  out: string;
  case: string;
  count: number;
}

let host: Host;
/** By case. */
const prepared = new Map<string, Prepared>();
console.log = console.info = console.warn = () => {}; // the answers go to standard output, and nothing else may

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request;
  const answer = await reply(request).catch((error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    return error instanceof Unsupported ? { unsupported: text } : { error: text };
  });
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function reply(request: Request): Promise<object> {
  if (request.do === "start") return start(request);
  if (request.do === "prepare") return prepare(request);
  if (request.do === "run") return { ms: await run(request) };
  if (request.do === "memory") return { memory: { ...host.memory?.(), jsHeap: heapUsed() } };
  for (const work of prepared.values()) work.release();
  prepared.clear();
  return { ok: true };
}

async function start({ variant }: Request): Promise<object> {
  const load = hosts[process.argv[2]!];
  if (!load) throw new Error(`no host for ${process.argv[2]}`);
  host = (await load()).host;
  await host.start(variant);
  return { runtime: `node ${process.versions.node}` };
}

async function prepare({ work, inputs, file, out }: Request): Promise<object> {
  const ready = await host.prepare(work, readInputs(file, inputs));
  prepared.set(work.case, ready);
  const { outputs } = ready;
  writeFileSync(
    out,
    Buffer.concat(outputs.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength))),
  );
  return { outputs: outputs.map(({ name, shape }) => ({ name, shape })) };
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

function readInputs(file: string, manifest: { name: string; shape: number[] }[]): Record<string, Named> {
  const bytes = readFileSync(file);
  let at = bytes.byteOffset;
  const named: Record<string, Named> = {};
  for (const { name, shape } of manifest) {
    const size = shape.reduce((product, n) => product * n, 1);
    named[name] = { name, shape, data: new Float32Array(bytes.buffer.slice(at, at + size * 4)) };
    at += size * 4;
  }
  return named;
}

function heapUsed(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed;
}

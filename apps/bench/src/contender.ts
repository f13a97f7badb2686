// A contender is a process that does works on request. Every implementation, variant and layout has a process of its
// own, so that none warms up, slows down or fills the memory of another.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Implementation, Named, Work } from "./types";

export interface Launch {
  implementation: Implementation;
  variant: string;
  command: string;
  args: readonly string[];
  env?: Record<string, string>;
}

/** What a host answers; `unsupported` says why it cannot do a work. */
interface Answer {
  ok?: boolean;
  runtime?: string;
  unsupported?: string;
  error?: string;
  outputs?: { name: string; shape: number[] }[];
  ms?: number;
  memory?: Record<string, number>;
}

/** How long a contender may take to answer, in milliseconds; timed runs may take as long as they need. */
export interface Patience {
  startMs: number;
  prepareMs: number;
}

/** Those whose process may still run. */
const alive = new Set<Contender>();

/** For the end of the benchmark, whatever ended it. */
export function stopAll(): void {
  for (const contender of alive) contender.stop();
}

export class Contender {
  runtime = "";
  readonly #child: ChildProcess;
  readonly #folder = mkdtempSync(join(tmpdir(), "attn-bench-"));
  readonly #waiting: ((answer: Answer) => void)[] = [];
  #stderr = "";
  #ended: string | undefined;

  constructor(
    readonly launch: Launch,
    readonly patience: Patience = { startMs: 60_000, prepareMs: 120_000 },
  ) {
    alive.add(this);
    const { command, args, env } = launch;
    this.#child = spawn(command, [...args], {
      env: { ...process.env, ...oneThread, TMPDIR: this.#folder, ...env },
      stdio: "pipe",
      detached: ownGroup, // what the process starts itself (torch.compile does) ends with it
    });
    createInterface({ input: this.#child.stdout! }).on("line", (line) => this.#take(line));
    this.#child.stderr!.on("data", (text) => {
      this.#stderr = (this.#stderr + text).slice(-2000);
    });
    this.#child.stdin!.on("error", () => {}); // it has ended, and "exit" says so
    this.#child.on("error", (error) => this.#fail(error.message));
    this.#child.on("exit", (code, signal) =>
      this.#fail(`ended with ${signal ?? `code ${code}`}: ${this.#stderr.trim().slice(-500)}`),
    );
  }

  /** Starts the runtime; answers why not, if it cannot. */
  async start(): Promise<string | undefined> {
    const answer = await this.#ask({ do: "start", variant: this.launch.variant }, this.patience.startMs);
    this.runtime = answer.runtime ?? "";
    return answer.error ?? answer.unsupported;
  }

  /** Makes everything ready that is not timed and does the work once. Works stay prepared until `release`. */
  async prepare(work: Work, inputs: Named[]): Promise<{ outputs: Named[] } | { reason: string }> {
    const file = join(this.#folder, "inputs.f32");
    writeFileSync(
      file,
      Buffer.concat(inputs.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength))),
    );
    const manifest = inputs.map(({ name, shape }) => ({ name, shape }));
    const out = join(this.#folder, "outputs.f32");
    const answer = await this.#ask({ do: "prepare", work, inputs: manifest, file, out }, this.patience.prepareMs);
    if (!answer.outputs) return { reason: answer.unsupported ?? answer.error ?? "no answer" };
    return { outputs: readOutputs(out, answer.outputs) };
  }

  /** Does a prepared work `count` times; milliseconds for one. */
  async run(work: Work, count: number): Promise<number> {
    const answer = await this.#ask({ do: "run", case: work.case, count });
    if (answer.ms === undefined) throw new Error(answer.error);
    return answer.ms / count;
  }

  /** Tensors and bytes held now. */
  async memory(): Promise<Record<string, number>> {
    const { memory } = await this.#ask({ do: "memory" }, this.patience.startMs);
    return memory ?? {};
  }

  async release(): Promise<void> {
    await this.#ask({ do: "release" }, this.patience.startMs);
  }

  /** Ends the process and removes its files. */
  stop(): void {
    this.#fail("was stopped");
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
    alive.delete(this);
  }

  #ask(message: object, limitMs?: number): Promise<Answer> {
    if (this.#ended !== undefined) return Promise.resolve({ error: this.#ended });
    return new Promise((resolve) => {
      const timer = limitMs && setTimeout(() => this.#fail(`no answer within ${limitMs / 1000} s`), limitMs);
      this.#waiting.push((answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      this.#child.stdin!.write(`${JSON.stringify(message)}\n`);
    });
  }

  #take(line: string): void {
    if (!line.startsWith("{")) return; // a library's chatter
    this.#waiting.shift()?.(JSON.parse(line) as Answer);
  }

  /** Whoever waits, now or later, is told `error`. */
  #fail(error: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    this.#kill();
    for (const resolve of this.#waiting.splice(0)) resolve({ error });
  }

  #kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return; // it was never started
    try {
      if (ownGroup) process.kill(-pid, "SIGKILL");
      else this.#child.kill("SIGKILL");
    } catch {} // nobody is left in the group
  }
}

const ownGroup = process.platform !== "win32";
const oneThread = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1", PYTHONUNBUFFERED: "1" };

function readOutputs(file: string, manifest: { name: string; shape: number[] }[]): Named[] {
  const bytes = readFileSync(file);
  let at = 0;
  return manifest.map(({ name, shape }) => {
    const size = shape.reduce((product, n) => product * n, 1);
    const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset + at, bytes.byteOffset + at + size * 4));
    at += size * 4;
    return { name, shape, data };
  });
}

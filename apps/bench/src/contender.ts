// A contender does works on request. Every implementation, variant and layout has a process of its
// own, so that none warms up, slows down or fills the memory of another.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Answer, Channel, Launch, Reply } from "./channel";
import { pageChannel } from "./pageChannel";
import { processChannel } from "./processChannel";
import type { Named, Work } from "./types";

export type { Launch } from "./channel";

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
  readonly #channel: Channel;
  readonly #folder = mkdtempSync(join(tmpdir(), "attn-bench-"));
  readonly #waiting: ((reply: Reply) => void)[] = [];
  #ended: string | undefined;

  constructor(
    readonly launch: Launch,
    readonly patience: Patience = { startMs: 60_000, prepareMs: 120_000 },
  ) {
    alive.add(this);
    const { page } = launch;
    this.#channel = page ? pageChannel({ ...launch, page }, this.#folder) : processChannel(launch, this.#folder);
    this.#channel.listen(
      (reply) => this.#waiting.shift()?.(reply),
      (reason) => this.#fail(reason),
    );
  }

  /** Starts the runtime; answers why not, if it cannot. */
  async start(): Promise<string | undefined> {
    const { answer } = await this.#ask({ do: "start", variant: this.launch.variant }, this.patience.startMs);
    this.runtime = answer.runtime ?? "";
    return answer.error ?? answer.unsupported;
  }

  /** Makes everything ready that is not timed and does the work once. Works stay prepared until `release`. */
  async prepare(work: Work, inputs: Named[]): Promise<{ outputs: Named[] } | { reason: string }> {
    const numbers = Buffer.concat(inputs.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)));
    const manifest = inputs.map(({ name, shape }) => ({ name, shape }));
    const reply = await this.#ask({ do: "prepare", work, inputs: manifest }, this.patience.prepareMs, numbers);
    const { answer } = reply;
    if (!answer.outputs) return { reason: answer.unsupported ?? answer.error ?? "no answer" };
    return { outputs: namedOf(reply.numbers ?? new Uint8Array(), answer.outputs) };
  }

  /** Does a prepared work `count` times; milliseconds for one. */
  async run(work: Work, count: number): Promise<number> {
    const { answer } = await this.#ask({ do: "run", case: work.case, count });
    if (answer.ms === undefined) throw new Error(answer.error);
    return answer.ms / count;
  }

  /** Tensors and bytes held now. */
  async memory(): Promise<Record<string, number>> {
    const { answer } = await this.#ask({ do: "memory" }, this.patience.startMs);
    return answer.memory ?? {};
  }

  /** Milliseconds that starting took, by what was done: only what this contender can tell. */
  async startTimes(): Promise<Record<string, number>> {
    const { answer } = await this.#ask({ do: "times" }, this.patience.startMs);
    return answer.times ?? {};
  }

  async release(): Promise<void> {
    await this.#ask({ do: "release" }, this.patience.startMs);
  }

  /** Ends the process and removes its files. */
  stop(): void {
    this.#fail("was stopped");
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    alive.delete(this);
  }

  #ask(message: object, limitMs?: number, numbers?: Uint8Array): Promise<Reply> {
    if (this.#ended !== undefined) return Promise.resolve({ answer: { error: this.#ended } });
    return new Promise((resolve) => {
      const timer = limitMs && setTimeout(() => this.#fail(`no answer within ${limitMs / 1000} s`), limitMs);
      this.#waiting.push((reply) => {
        clearTimeout(timer);
        resolve(reply);
      });
      this.#channel.send(message, numbers);
    });
  }

  /** Whoever waits, now or later, is told `error`. */
  #fail(error: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    this.#channel.end();
    for (const resolve of this.#waiting.splice(0)) resolve({ answer: { error } });
  }
}

function namedOf(bytes: Uint8Array, manifest: NonNullable<Answer["outputs"]>): Named[] {
  let at = bytes.byteOffset;
  return manifest.map(({ name, shape }) => {
    const size = shape.reduce((product, n) => product * n, 1);
    const data = new Float32Array(bytes.buffer.slice(at, at + size * 4) as ArrayBuffer);
    at += size * 4;
    return { name, shape, data };
  });
}

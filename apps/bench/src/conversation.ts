// Questions to a contender and its answers, wherever it runs and whatever carries them.
import type { Answer, Channel, Entrant, Reply } from "./channel";
import type { Named, Work } from "./types";

/** How long a contender may take to answer, in milliseconds; timed runs may take as long as they need. */
export interface Patience {
  startMs: number;
  prepareMs: number;
}

export class Conversation {
  /** Name and version of what the contender runs in; known once it has started. */
  runtime = "";
  readonly #channel: Channel;
  readonly #waiting: ((reply: Reply) => void)[] = [];
  #ended: string | undefined;

  constructor(
    readonly launch: Entrant,
    channel: Channel,
    readonly patience: Patience = { startMs: 60_000, prepareMs: 120_000 },
  ) {
    this.#channel = channel;
    channel.listen(
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
    const manifest = inputs.map(({ name, shape }) => ({ name, shape }));
    const message = { do: "prepare", work, inputs: manifest };
    const { answer, numbers } = await this.#ask(message, this.patience.prepareMs, bytesOf(inputs));
    if (!answer.outputs) return { reason: answer.unsupported ?? answer.error ?? "no answer" };
    return { outputs: namedOf(numbers ?? new Uint8Array(), answer.outputs) };
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

  /** Ends the contender. */
  stop(): void {
    this.#fail("was stopped");
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

function bytesOf(inputs: readonly Named[]): Uint8Array {
  const bytes = new Uint8Array(inputs.reduce((sum, { data }) => sum + data.byteLength, 0));
  let at = 0;
  for (const { data } of inputs) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
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

/** What a training tells the page: numbers for the curve, and anything to be drawn. */
export interface Told {
  step: number;
  /** Of the steps since the last message. */
  losses: readonly number[];
  /** Milliseconds a step. */
  ms: number;
  shown?: unknown;
  done?: boolean;
}

/** A training that can be paused, stepped and stopped. */
export class Run {
  readonly #stopping = new AbortController();
  #wait: Promise<void> | undefined;
  #release: () => void = () => {};
  #single = false;
  /** The weights as a file, while there are some: a training sets it. */
  weights: (() => Uint8Array) | undefined;

  /** Called when it begins to wait, after all that was done: a training sets it, to tell of what it has not yet told. */
  atRest: (() => void) | undefined;

  constructor(readonly tell: (told: Told) => void) {}

  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Resolves at once, or when the run goes on. Call it before each step. */
  async next(): Promise<void> {
    if (this.#wait) this.atRest?.();
    await this.#wait;
    if (this.#single) {
      this.#single = false;
      this.pause();
    }
  }

  pause(): void {
    this.#wait ??= new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  resume(): void {
    this.#wait = undefined;
    this.#release();
  }

  /** One step of a paused run. */
  step(): void {
    this.#single = true;
    this.resume();
  }

  stop(): void {
    this.#stopping.abort();
    this.resume();
  }
}

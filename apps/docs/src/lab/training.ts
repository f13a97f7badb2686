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
  /** Steps of a paused run that are still to be done. */
  #owed = 0;
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
    if (this.#owed > 0 && --this.#owed === 0) this.pause();
  }

  pause(): void {
    this.#owed = 0;
    this.#wait ??= new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  resume(): void {
    this.#owed = 0;
    this.#goOn();
  }

  /** One step of a paused run; as many as it is called for. */
  step(): void {
    this.#owed++;
    this.#goOn();
  }

  stop(): void {
    this.#stopping.abort();
    this.resume();
  }

  #goOn(): void {
    this.#wait = undefined;
    this.#release();
  }
}

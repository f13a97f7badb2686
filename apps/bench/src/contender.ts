// A contender does works on request. Every implementation, variant and layout has a process of its
// own, so that none warms up, slows down or fills the memory of another.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Launch } from "./channel";
import { Conversation, type Patience } from "./conversation";
import { pageChannel } from "./pageChannel";
import { processChannel } from "./processChannel";

/** Those whose process may still run. */
const alive = new Set<Contender>();

/** For the end of the benchmark, whatever ended it. */
export function stopAll(): void {
  for (const contender of alive) contender.stop();
}

export class Contender extends Conversation {
  readonly #folder: string;

  constructor(launch: Launch, patience?: Patience) {
    const folder = mkdtempSync(join(tmpdir(), "attn-bench-"));
    const { page } = launch;
    super(launch, page ? pageChannel({ ...launch, page }, folder) : processChannel(launch, folder), patience);
    this.#folder = folder;
    alive.add(this);
  }

  /** Ends the process and removes its files. */
  override stop(): void {
    super.stop();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    alive.delete(this);
  }
}

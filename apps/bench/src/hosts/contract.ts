// What a host must offer.
import type { Named, Work } from "../types";

/** A work made ready: inputs in place, results known, `run` does it once. */
export interface Prepared {
  outputs: Named[];
  run(): void | Promise<void>;
  release(): void;
}

/** One implementation. `prepare` throws `Unsupported` for a work that it has no way to do. */
export interface Host {
  start(variant: string): Promise<void>;
  prepare(work: Work, inputs: Record<string, Named>): Promise<Prepared>;
  memory?(): Record<string, number>;
}

export class Unsupported extends Error {}

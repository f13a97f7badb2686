// How the benchmark talks with a contender: messages of JSON, and arrays of float32 beside them.
import type { Implementation } from "./types";

/** What a host answers; `unsupported` says why it cannot do a work. */
export interface Answer {
  ok?: boolean;
  runtime?: string;
  unsupported?: string;
  error?: string;
  outputs?: { name: string; shape: number[] }[];
  ms?: number;
  memory?: Record<string, number>;
  times?: Record<string, number>;
}

export interface Reply {
  answer: Answer;
  /** The outputs' numbers, one after the other. */
  numbers?: Uint8Array;
}

/** Who takes part. */
export interface Entrant {
  implementation: Implementation;
  variant: string;
}

/** How to start a contender: a process that is spoken with through its pipes, or a browser that opens a page of ours. */
export interface Launch extends Entrant {
  command: string;
  args: readonly string[];
  env?: Record<string, string>;
  /** Of a browser. */
  page?: PageLaunch;
}

export interface PageLaunch {
  /** With the headers that share memory between threads. */
  isolated: boolean;
  /** The arguments of the browser, given the page and a folder of the contender's own for its profile. */
  args(url: string, folder: string): readonly string[];
  /** Files of the profile, by name. */
  profile?: Record<string, string>;
}

/** A conversation with one contender. Questions are answered in order. */
export interface Channel {
  /** Called once with each answer, and once at the end with why it ended. */
  listen(onReply: (reply: Reply) => void, onEnd: (reason: string) => void): void;
  send(message: object, numbers?: Uint8Array): void;
  /** Ends the contender and whatever it has started. */
  end(): void;
}

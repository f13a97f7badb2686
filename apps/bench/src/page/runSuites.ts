// A run in this page: every contender in a worker of its own, one group of cases after the other.
import type { Entrant } from "../channel";
import { Conversation } from "../conversation";
import { measureGroup } from "../measure";
import { groupsOf } from "../suites";
import type { Group, Implementation, Result } from "../types";
import { entrantsFor } from "./entrants";
import { type Progress, progressOf } from "./progress";
import { workerChannel } from "./workerChannel";

export interface Choice {
  suites: readonly string[];
  /** Parts of cases' names, with commas. */
  filter: string;
  implementations: readonly Implementation[];
  rounds: number;
  sampleMs: number;
}

/** Whom a run tells what happens. */
export interface Watcher {
  /** Who cannot take part, and why. */
  say(line: string): void;
  starting(who: Entrant): void;
  at(progress: Progress): void;
  /** Of one group. */
  measured(results: readonly Result[]): void;
}

/**
 * Ends early where `signal` says so; what was told before stays measured.
 *
 * @throws Error where attn does not start, fails or computes something else
 */
export async function runSuites(choice: Choice, watcher: Watcher, signal: AbortSignal): Promise<void> {
  const groups = groupsOf(choice.suites, choice.filter);
  const open: Conversation[] = [];
  const stop = () => {
    for (const conversation of open) conversation.stop();
  };
  signal.addEventListener("abort", stop);
  try {
    const contenders = await startAll(entrantsFor(groups, choice.implementations), open, watcher, signal);
    await measureAll(groups, contenders, choice, watcher, signal);
  } catch (error) {
    if (!signal.aborted) throw error; // workers that were ended fail
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

/** Those that this browser has. All are put into `open`, to be ended. */
async function startAll(asked: Entrant[], open: Conversation[], { starting, say }: Watcher, signal: AbortSignal) {
  const started: Conversation[] = [];
  for (const entrant of asked) {
    signal.throwIfAborted();
    starting(entrant);
    const conversation = new Conversation(entrant, workerChannel(entrant.implementation));
    open.push(conversation);
    const reason = await conversation.start();
    signal.throwIfAborted();
    if (reason === undefined) started.push(conversation);
    else {
      say(`${entrant.implementation} (${entrant.variant}) is left out: ${reason}`);
      conversation.stop();
    }
  }
  const isOurs = ({ implementation }: Entrant) => implementation === "attn";
  if (asked.some(isOurs) && !started.some(({ launch }) => isOurs(launch))) throw new Error("attn does not start here");
  return started;
}

async function measureAll(
  groups: readonly Group[],
  contenders: readonly Conversation[],
  { rounds, sampleMs }: Choice,
  { at, say, measured }: Watcher,
  signal: AbortSignal,
): Promise<void> {
  const browser = contenders[0]?.runtime.split(" ")[0] ?? "unknown";
  for (const [i, group] of groups.entries()) {
    const results = await measureGroup(group, contenders, {
      ...{ rounds, sampleMs, run: `${browser} page` },
      at: (stage) => signal.aborted || at(progressOf(groups, i, stage)),
      say: (line) => signal.aborted || say(line.trim()),
    });
    signal.throwIfAborted();
    measured(results);
  }
}

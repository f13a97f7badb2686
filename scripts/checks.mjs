// Runs named checks one after the other and counts how they went.

/** Thrown by a check that cannot run on this machine; the message says what is missing. */
export class Skipped extends Error {}

/**
 * Runs every check, `{ name, run, needs? }`, in order. A check that fails does not stop the others, only those that need it:
 * these are skipped, as is one that throws `Skipped`. Says how each went, and at last `N passed, N failed, N skipped`.
 */
export async function runChecks(checks, say = console.log) {
  const done = new Map();
  for (const check of checks) {
    const { result, line } = await outcome(check, done);
    done.set(check.name, result);
    say(line);
  }
  const count = (result) => [...done.values()].filter((other) => other === result).length;
  const counts = { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
  say(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts;
}

async function outcome({ name, run, needs = [] }, done) {
  const missing = needs.find((other) => done.get(other) !== "passed");
  if (missing !== undefined) return { result: "skipped", line: `skipped ${name}: it needs ${missing}` };
  const begin = performance.now();
  try {
    await run();
    return { result: "passed", line: `ok ${name} (${((performance.now() - begin) / 1000).toFixed(1)} s)` };
  } catch (error) {
    if (error instanceof Skipped) return { result: "skipped", line: `skipped ${name}: ${error.message}` };
    return { result: "failed", line: `FAILED ${name}: ${error.message}` };
  }
}

/** What `runChecks` said in `output`: its counts and the lines of what was skipped. Undefined if it did not finish. */
export function countsIn(output) {
  const last = /^(\d+) passed, (\d+) failed, (\d+) skipped$/.exec(output.trimEnd().split("\n").at(-1));
  if (!last) return undefined;
  const [passed, failed, skipped] = last.slice(1).map(Number);
  return { passed, failed, skipped, notes: output.split("\n").filter((line) => line.startsWith("skipped ")) };
}

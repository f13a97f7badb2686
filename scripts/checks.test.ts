import { describe, expect, it } from "vitest";
import { type Check, countsIn, runChecks, Skipped } from "./checks.mjs";

const passes = () => {};
const fails = () => {
  throw new Error("4 is not 5\nat line 1");
};
const lacks = () => Promise.reject(new Skipped("there is no deno here"));

async function run(checks: Check[]) {
  const lines: string[] = [];
  const counts = await runChecks(checks, (line) => lines.push(line));
  return { counts, lines };
}

describe("runChecks", () => {
  it("counts a check that cannot run here as skipped, and names it", async () => {
    const { counts, lines } = await run([
      { name: "Node", run: passes },
      { name: "Deno", run: lacks },
    ]);
    expect(counts).toEqual({ passed: 1, failed: 0, skipped: 1 });
    expect(lines).toEqual([
      expect.stringMatching(/^ok Node \(\d+\.\d s\)$/),
      "skipped Deno: there is no deno here",
      "1 passed, 0 failed, 1 skipped",
    ]);
  });

  it("goes on after a failure, and skips only what needs the check that failed", async () => {
    const { counts, lines } = await run([
      { name: "install", run: fails },
      { name: "run", needs: ["install"], run: passes },
      { name: "look", needs: ["run"], run: passes },
      { name: "lint", run: passes },
    ]);
    expect(counts).toEqual({ passed: 1, failed: 1, skipped: 2 });
    expect(lines[0]).toBe("FAILED install: 4 is not 5\nat line 1");
    expect(lines[1]).toBe("skipped run: it needs install");
    expect(lines[2]).toBe("skipped look: it needs run");
    expect(lines[3]).toMatch(/^ok lint /);
  });
});

describe("countsIn", () => {
  it("reads what runChecks said", async () => {
    const { lines } = await run([
      { name: "Node", run: passes },
      { name: "Deno", run: lacks },
      { name: "Bun", run: fails },
    ]);
    expect(countsIn(`a warning\n${lines.join("\n")}\n`)).toEqual({
      ...{ passed: 1, failed: 1, skipped: 1 },
      notes: ["skipped Deno: there is no deno here"],
    });
  });

  it("finds nothing in what broke off", () => {
    expect(countsIn("ok Node (0.1 s)\nsegmentation fault\n")).toBeUndefined();
    expect(countsIn("")).toBeUndefined();
  });
});

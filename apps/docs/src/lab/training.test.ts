import { expect, it } from "vitest";
import { Run } from "./training";

/** Steps until it is stopped. */
async function count(run: Run, done: string[]): Promise<void> {
  for (let step = 1; !run.signal.aborted; step++) {
    await run.next();
    if (run.signal.aborted) return;
    done.push(`step ${step}`);
    await soon();
  }
}
const soon = () => new Promise((resolve) => setTimeout(resolve, 1));
const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

it("waits when it is paused, goes one step at a time, and says when it comes to rest", async () => {
  const done: string[] = [];
  const run = new Run(() => {});
  run.atRest = () => done.push("rest");
  run.pause();
  const counted = count(run, done);
  await settle();
  expect(done).toEqual(["rest"]);
  for (const step of [1, 2]) {
    run.step();
    await settle();
    expect(done.slice(-2)).toEqual([`step ${step}`, "rest"]);
  }
  run.resume();
  await settle();
  run.pause();
  await settle();
  expect(done.length).toBeGreaterThan(6);
  expect(done.at(-1)).toBe("rest");
  run.stop();
  await counted;
  expect(done.at(-1)).toBe("rest");
});

it("does every step that was asked for, however fast", async () => {
  const done: string[] = [];
  const run = new Run(() => {});
  run.pause();
  const counted = count(run, done);
  await settle();
  for (let press = 0; press < 5; press++) run.step();
  await settle();
  expect(done).toEqual([1, 2, 3, 4, 5].map((step) => `step ${step}`));
  run.step();
  run.step();
  run.pause();
  await settle();
  expect(done.length).toBeLessThanOrEqual(6);
  run.stop();
  await counted;
});

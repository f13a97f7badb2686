import { expect, it } from "vitest";
import { Contender } from "./contender";

const started = (program: string, command = process.execPath) =>
  new Contender(
    { implementation: "jax-js", variant: "v", command, args: ["-e", program] },
    { startMs: 3000, prepareMs: 300 },
  );
const work = { suite: "s", case: "c", op: "o", params: {}, peers: [], tolerance: 0 };
const greet = `process.stdin.once("data", () => console.log('{"ok":true,"runtime":"r"}'));`;

it("gives up on a process that never answers", async () => {
  const contender = started(`${greet}`);
  expect(await contender.start()).toBeUndefined();
  expect(await contender.prepare(work, [])).toEqual({ reason: "no answer within 0.3 s" });
  expect(await contender.prepare(work, [])).toEqual({ reason: "no answer within 0.3 s" });
  await expect(contender.run(work, 1)).rejects.toThrow("no answer");
  contender.stop();
});

it("says why a process ended", async () => {
  const contender = started(`console.error("no such device"); process.exit(3)`);
  expect(await contender.start()).toMatch(/ended with code 3: no such device/);
  expect(await contender.prepare(work, [])).toMatchObject({ reason: expect.stringContaining("code 3") });
  contender.stop();
});

it("says that a program is not there", async () => {
  const contender = started("", "/nonexistent");
  expect(await contender.start()).toMatch(/ENOENT/);
  contender.stop();
});

// What each of the root's scripts does, once everything it needs is there.
import { build, install } from "./prepare.mjs";
import { node } from "./process.mjs";
import { test } from "./test.mjs";

const tasks = {
  build: async () => 0,
  test,
  demo: (args) => node(["packages/cli/dist/main.js", "demo", ...args]),
  goldens: (args) => node(["packages/cli/dist/main.js", "goldens", ...args]),
  bench: (args) => node(["apps/bench/dist/main.js", ...args]),
};

/** Runs a task and returns its exit code. */
export async function main(task, args) {
  if (!Object.hasOwn(tasks, task ?? "")) {
    console.error(`run: the task must be ${Object.keys(tasks).join(", ")}, got ${task}`);
    return 1;
  }
  try {
    await install();
    await build(task === "test" && args.length > 0 ? ["--filter=@attn/assembly"] : []); // vitest runs on the sources
  } catch (error) {
    console.error(error.message);
    if (task === "test") console.log("0 passed, 1 failed");
    return 1;
  }
  return tasks[task](args);
}

// What each of the root's scripts does, once everything it needs is there.
import { build, install } from "./prepare.mjs";
import { node, show } from "./process.mjs";
import { test } from "./test.mjs";

/** What is built before a task, as turbo's task and filters; the dependencies are always installed. */
const builds = {
  nothing: undefined,
  kernels: ["build", "--filter=@attn/assembly"], // with their types; the packages are read from their sources
  packages: ["build"],
  site: ["site"],
};

const orAll = (paths) => (paths.length > 0 ? paths : ["."]);

const tasks = {
  build: { run: async () => 0 },
  test: { run: test },
  start: { needs: "site", run: (args) => node(["apps/docs/scripts/start.mjs", ...args]) },
  "docs:build": { needs: "site", run: async () => 0 },
  demo: { run: (args) => node(["packages/cli/dist/main.js", "demo", ...args]) },
  goldens: { run: (args) => node(["packages/cli/dist/main.js", "goldens", ...args]) },
  bench: { run: (args) => node(["apps/bench/dist/main.js", ...args]) },
  format: { needs: "nothing", run: (args) => show("biome", ["check", "--write", ...orAll(args)]) },
  lint: { needs: "nothing", run: (args) => show("biome", ["check", ...orAll(args)]) },
  typecheck: { needs: "kernels", run: (args) => show("tsc", ["-p", "tsconfig.json", ...args]) },
  unit: { needs: "kernels", run: (args) => show("vitest", ["run", ...args]) },
  knip: { needs: "kernels", run: (args) => show("knip", ["--no-config-hints", ...args]) },
  size: { run: (args) => show("size-limit", args) },
  packages: { run: () => node(["scripts/packages.mjs"]) },
  examples: { run: () => node(["scripts/examples.mjs"]) },
  docs: { run: () => node(["scripts/docs.mjs"]) },
  changeset: { needs: "nothing", run: (args) => show("changeset", args) },
};

/** Runs a task and returns its exit code. */
export async function main(name, args) {
  if (!Object.hasOwn(tasks, name ?? "")) {
    console.error(`run: the task must be ${Object.keys(tasks).join(", ")}, got ${name}`);
    return 1;
  }
  const { run, needs = "packages" } = tasks[name];
  try {
    await install();
    const wanted = builds[name === "test" && args.length > 0 ? "kernels" : needs]; // vitest runs on the sources
    if (wanted) await build(wanted);
  } catch (error) {
    console.error(error.message);
    if (name === "test") console.log("0 passed, 1 failed");
    return 1;
  }
  return run(args);
}

// What each of the root's scripts does, once everything it needs is there.
import { build, install } from "./prepare.mjs";
import { node, show } from "./process.mjs";
import { test } from "./test.mjs";

/** What is built before a task, as turbo's filters; the dependencies are always installed. */
const builds = {
  nothing: undefined,
  kernels: ["--filter=@attn/assembly"], // with their types; the packages are read from their sources
  packages: [],
};

const orAll = (paths) => (paths.length > 0 ? paths : ["."]);

const tasks = {
  build: { run: async () => 0 },
  test: { run: test },
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
    const filters = builds[name === "test" && args.length > 0 ? "kernels" : needs]; // vitest runs on the sources
    if (filters) await build(filters);
  } catch (error) {
    console.error(error.message);
    if (name === "test") console.log("0 passed, 1 failed");
    return 1;
  }
  return run(args);
}

import { Command } from "commander";
import { version } from "../package.json";

/** The command line. Each command's code is loaded when it is called, for tfjs takes half a second to load. */
export function attn(): Command {
  const program = new Command("attn")
    .description("Train, evaluate and see attention models from a terminal.")
    .version(version, "-v, --version")
    .showHelpAfterError("(attn --help tells what there is)");

  program
    .command("goldens")
    .description("Compare the operators with golden vectors, on every build of the kernels and on the references.")
    .argument("<dir>", "a folder with golden-1 files")
    .option("--only <text>", "run only the cases whose name or op contains this; the others count as skipped")
    .action(async (dir, options) => (await import("./commands/goldens")).goldens(dir, options));
  return program;
}

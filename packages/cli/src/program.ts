import { Argument, Command, Option } from "commander";
import { version } from "../package.json";
import { recipes as drawRecipes } from "./draw/recipes";
import { recipes } from "./ntm/recipes";
import { fraction, path, positive, wholeNumber } from "./options";

const backend = () => new Option("--backend <name>", "what computes").choices(["wasm", "cpu"]).default("wasm");
const data = () =>
  new Option("--data <dir>", "a folder with MNIST's four files; by default digits made by program").argParser(path);
const seed = () => new Option("--seed <n>", "of the data and the weights").default(1).argParser(wholeNumber(0));

/** The command line. Each command's code is loaded when it is called, for tfjs takes half a second to load. */
export function attn(): Command {
  const program = new Command("attn")
    .description("Train, evaluate and see attention models from a terminal.")
    .version(version, "-v, --version")
    .showHelpAfterError("(attn --help tells what there is)");

  program
    .command("demo")
    .description(
      "Train a small CNN without and with a spatial transformer on rotated, scaled, shifted digits (RTS), a Neural Turing Machine to copy, and DRAW to draw digits.",
    )
    .addOption(new Option("--only <name>", "one of the three parts").choices(["stn", "ntm", "draw"]))
    .addOption(data())
    .option("--out <dir>", "where the pictures go", path, "out/demo")
    .addOption(seed())
    .addOption(backend())
    .option("--steps <n>", "training steps of each net", wholeNumber(1), 2000)
    .option(
      "--ntm-steps <n>",
      "training steps of the Neural Turing Machine at most; it ends soon after it has learned to copy",
      wholeNumber(1),
      20_000,
    )
    .option("--draw-steps <n>", "training steps of DRAW", wholeNumber(1), 3000)
    .action(async (options) => (await import("./commands/demo")).demo(options));

  program
    .command("goldens")
    .description("Compare the operators with golden vectors, on every build of the kernels and on the references.")
    .argument("<dir>", "a folder with golden-1 files")
    .option("--only <text>", "run only the cases whose name or op contains this; the others count as skipped")
    .action(async (dir, options) => (await import("./commands/goldens")).goldens(dir, options));

  const train = program.command("train").description("Train a model and measure it.");
  train
    .command("stn")
    .description("A classifier of the Spatial Transformer paper on distorted MNIST.")
    .addOption(
      new Option("--network <name>", "which net").choices(["fcn", "cnn", "st-fcn", "st-cnn"]).default("st-cnn"),
    )
    .addOption(
      new Option("--transform <name>", "of an st- net")
        .choices(["affine", "attention", "translation", "projective", "thinPlateSpline"])
        .default("affine"),
    )
    .addOption(new Option("--distortion <name>", "of the digits").choices(["R", "RTS", "P", "E", "TC"]).default("RTS"))
    .addOption(data())
    .option("--steps <n>", "training steps", wholeNumber(1), 5000)
    .option(
      "--digits <n>",
      "how many digits to make for training, without --data; a fifth as many for the test",
      wholeNumber(10),
      10_000,
    )
    .option("--batch-size <n>", "digits in a step", wholeNumber(1), 64)
    .option("--learning-rate <x>", "at its highest; it rises over 100 steps and falls along a cosine", fraction, 0.001)
    .option("--clip-norm <x>", "the norm of all gradients together is kept below this", positive, 1)
    .option("--parameters <n>", "size of the net", wholeNumber(1000), 400_000)
    .option("--checkpoint <file>", "saved to about every minute; training goes on from it if it is there", path)
    .option("--weights <file>", "where the trained net is written, as safetensors", path)
    .option("--json <file>", "where the result is written", path)
    .addOption(seed())
    .addOption(backend())
    .action(async (options) => (await import("./commands/trainStn")).trainStn(options));

  train
    .command("ntm")
    .description("An experiment of the Neural Turing Machine paper: a machine, or LSTMs without a memory, and a task.")
    .addArgument(new Argument("<recipe>", "the task, and what learns it").choices(Object.keys(recipes)))
    .option("--steps <n>", "training steps; by default as many as the recipe has", wholeNumber(1))
    .option("--batch-size <n>", "sequences in a step", wholeNumber(1), 1)
    .option("--learning-rate <x>", "of RMSProp; by default the paper's", fraction)
    .option("--decay <n>", "the last steps, in which the learning rate falls along a cosine", wholeNumber(0), 0)
    .option("--checkpoint <file>", "saved to about every minute; training goes on from it if it is there", path)
    .option("--weights <file>", "where the trained model is written, as safetensors", path)
    .option("--json <file>", "where the result is written", path)
    .addOption(seed())
    .addOption(backend())
    .action(async (recipe, options) => (await import("./commands/trainNtm")).trainNtm(recipe, options));

  train
    .command("draw")
    .description("An experiment of the DRAW paper: a model that draws, or its reader as a classifier.")
    .addArgument(new Argument("<recipe>", "what is seen, and what learns it").choices(Object.keys(drawRecipes)))
    .addOption(data())
    .option(
      "--digits <n>",
      "how many digits to make for training, without --data; a fifth as many for the test",
      wholeNumber(100),
      10_000,
    )
    .addOption(
      new Option(
        "--binarization <kind>",
        "of gray digits in training: once and for all, or anew whenever one is seen, which is the default",
      ).choices(["static", "stochastic"]),
    )
    .option("--steps <n>", "training steps; by default as many as the recipe has", wholeNumber(1))
    .option("--batch-size <n>", "digits in a step", wholeNumber(1), 100)
    .option("--learning-rate <x>", "of Adam", fraction, 0.001)
    .option("--decay <n>", "the last steps, in which the learning rate falls along a cosine", wholeNumber(0), 0)
    .option("--clip-norm <x>", "the norm of all gradients together is kept below this", positive, 5)
    .option("--samples <n>", "of z, for a closer bound at the end; 0: none", wholeNumber(0), 0)
    .option("--checkpoint <file>", "saved to about every minute; training goes on from it if it is there", path)
    .option("--weights <file>", "where the trained model is written, as safetensors", path)
    .option("--pictures <dir>", "where pictures of what the trained model does are written", path)
    .option("--json <file>", "where the result is written", path)
    .addOption(seed())
    .addOption(backend())
    .action(async (recipe, options) => (await import("./commands/trainDraw")).trainDraw(recipe, options));
  return program;
}

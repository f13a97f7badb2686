import { ConfigError, checkedCount, checkedOptions, oneOf, shown } from "@attn/core";

/**
 * When the heads look at the memory within a step, which the paper leaves open.
 *
 * - `"write-first"`: the write heads write, then the read heads address and read the new memory
 * - `"read-previous"`: all heads address, and the read heads read, the memory as it was; then it is written
 * - `"address-previous"`: all heads address the memory as it was; it is written; the read heads read it then
 */
export type MemoryOrder = "write-first" | "read-previous" | "address-previous";

export type Activation = "tanh" | "linear";

export interface ControllerOptions {
  type: "lstm" | "feedforward";
  /** Units of each layer. */
  units: number;
  /** 1 by default. */
  layers?: number;
}

export interface NTMOptions {
  /** Numbers in, at each step. */
  inputSize: number;
  /** Numbers out, at each step. */
  outputSize: number;
  controller: ControllerOptions;
  /** How many slots, and how many numbers in each; the paper has 128 and 20. */
  memory: { slots: number; word: number };
  /** 1 by default. */
  readHeads?: number;
  /** 1 by default. */
  writeHeads?: number;
  /** How many shifts a head chooses from, an odd number: 3 (the default) are −1, 0 and 1. */
  shifts?: number;
  /** `"write-first"` by default. */
  memoryOrder?: MemoryOrder;
  /** Of the heads' keys; `"tanh"` by default. */
  keyActivation?: Activation;
  /** Of what the write heads add; `"tanh"` by default. */
  addActivation?: Activation;
  /** What the memory begins with: 1e-6 everywhere (the default), learned values, or random ones that are not trained. */
  initialMemory?: "constant" | "learned" | "random";
  /** Of the first weights; 0 by default. */
  seed?: number;
}

/** Options that were checked, with the defaults in place; plain JSON. */
export interface NTMConfig extends Required<Omit<NTMOptions, "controller">> {
  controller: Required<ControllerOptions>;
}

const names = [
  "inputSize",
  "outputSize",
  "controller",
  "memory",
  "readHeads",
  "writeHeads",
  "shifts",
  "memoryOrder",
  "keyActivation",
  "addActivation",
  "initialMemory",
  "seed",
] as const;

/** @throws ConfigError that names the option */
export function checkedConfig(who: string, options: NTMOptions): NTMConfig {
  checkedOptions(who, options, names);
  const { readHeads = 1, writeHeads = 1, shifts = 3, seed = 0 } = options;
  const count = (name: string, value: number) => checkedCount(who, name, value, 1);
  const {
    type,
    units,
    layers = 1,
  } = checkedOptions(who, options.controller, ["type", "units", "layers"], "controller");
  const { slots, word } = checkedOptions(who, options.memory, ["slots", "word"], "memory");
  if (count("shifts", shifts) % 2 === 0) {
    throw new ConfigError(`${who}: shifts must be an odd number, got ${shown(shifts)}`);
  }
  if (!Number.isSafeInteger(seed)) throw new ConfigError(`${who}: seed must be a whole number, got ${shown(seed)}`);
  return {
    inputSize: count("inputSize", options.inputSize),
    outputSize: count("outputSize", options.outputSize),
    controller: {
      type: oneOf(who, "controller.type", type, ["lstm", "feedforward"]),
      units: count("controller.units", units),
      layers: count("controller.layers", layers),
    },
    memory: { slots: count("memory.slots", slots), word: count("memory.word", word) },
    readHeads: count("readHeads", readHeads),
    writeHeads: count("writeHeads", writeHeads),
    shifts,
    memoryOrder: oneOf(
      who,
      "memoryOrder",
      options.memoryOrder,
      ["write-first", "read-previous", "address-previous"],
      "write-first",
    ),
    keyActivation: oneOf(who, "keyActivation", options.keyActivation, ["tanh", "linear"], "tanh"),
    addActivation: oneOf(who, "addActivation", options.addActivation, ["tanh", "linear"], "tanh"),
    initialMemory: oneOf(who, "initialMemory", options.initialMemory, ["constant", "learned", "random"], "constant"),
    seed,
  };
}

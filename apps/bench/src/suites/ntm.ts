import { uniform } from "../inputs";
import type { Group, Implementation, Named } from "../types";

/** A machine as the hosts read it from a work's `params`. */
interface Machine {
  /** Sequences, and vectors to copy: T = 2 length + 2. */
  B: number;
  length: number;
  controller: "lstm" | "feedforward";
  units: number;
  /** As many that read as that write. */
  pairs: number;
}

const bits = 8;
const memory = { slots: 128, word: 20, shifts: 3 };
const paper = { length: 20, controller: "lstm", units: 100, pairs: 1 } as const;
const everybody: readonly Implementation[] = ["attn-reference", "attn", "pytorch", "pytorch-compile"];

export const ntm = (): Group[] => [
  ...[1, 16, 32].map((B) => alone({ ...paper, B }, "train")),
  alone({ ...paper, B: 1 }, "forward"),
  alone({ ...paper, B: 1, controller: "feedforward", units: 256, pairs: 2 }, "train"),
  alone({ ...paper, B: 1, controller: "feedforward", units: 512, pairs: 4 }, "train"),
  // does a step of a long sequence cost what one of a short sequence does?
  { works: [9, 99, 999].map((length) => copying({ ...paper, B: 1, length }, "train", ["attn"])) },
];

const alone = (machine: Machine, pass: "forward" | "train"): Group => ({ works: [copying(machine, pass, everybody)] });

function copying(machine: Machine, pass: "forward" | "train", peers: readonly Implementation[]) {
  const { B, length, controller, units, pairs } = machine;
  const { slots, word } = memory;
  const net = controller === "lstm" ? `LSTM${units}` : `FF${units} ${2 * pairs} heads`;
  const growth = peers.length === 1 ? " growth" : "";
  return {
    work: {
      suite: "ntm",
      case: `NTM copy ${2 * length + 2} steps ${net} ${slots}x${word} batch ${B}${growth} ${pass}`,
      op: pass === "train" ? "ntmTrain" : "ntmForward",
      params: { ...machine, ...memory },
      peers,
      tolerance: 1e-5, // gradients are from 1e-5 to 10
    },
    inputs: () => [...copyTask(machine), ...weights(machine)],
  };
}

/** A start marker, the vectors, an end marker, and as many empty steps, which are what counts. */
function copyTask({ B, length }: Machine): Named[] {
  const T = 2 * length + 2;
  const I = bits + 2;
  const inputs = new Float32Array(B * T * I);
  const targets = uniform("targets", [B, length, bits], 1);
  targets.data.forEach((value, i) => {
    targets.data[i] = value < 0 ? 0 : 1;
  });
  for (let b = 0; b < B; b++) {
    const at = (t: number) => (b * T + t) * I;
    inputs[at(0) + bits] = 1;
    inputs[at(length + 1) + bits + 1] = 1;
    for (let t = 0; t < length; t++) {
      const from = (b * length + t) * bits;
      inputs.set(targets.data.subarray(from, from + bits), at(t + 1));
    }
  }
  return [{ name: "inputs", shape: [B, T, I], data: inputs }, targets];
}

/** By the names that they have in `NTM.weights`. */
function weights({ controller, units, pairs }: Machine): Named[] {
  const { slots, word, shifts } = memory;
  const read = pairs * word;
  const asked = word + 3 + shifts;
  const lstm = controller === "lstm";
  const seen = bits + 2 + read + (lstm ? units : 0);
  const layer = lstm ? "lstm0" : "feedforward0";
  const wide = lstm ? 4 * units : units;
  const row = pairs * (2 * asked + 2 * word);
  const kernel = (name: string, rows: number, columns: number, seed: number) =>
    uniform(`${name}.kernel`, [rows, columns], seed, 1 / Math.sqrt(rows));
  return [
    kernel(layer, seen, wide, 2),
    uniform(`${layer}.bias`, [wide], 3, 0.1),
    kernel("heads", units, row, 4),
    uniform("heads.bias", [row], 5, 0.1),
    kernel("output", units + read, bits, 6),
    uniform("output.bias", [bits], 7, 0.1),
    uniform("initial.weights", [2 * pairs, slots], 8),
    uniform("initial.reads", [pairs, word], 9, 0.1),
    ...(lstm ? [uniform("initial.controller", [1, 2, units], 10, 0.1)] : []),
  ];
}

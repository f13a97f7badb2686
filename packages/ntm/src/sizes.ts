import type { NTMConfig } from "./options";

/** What a configuration's numbers are called inside functions, and what follows from them. */
export interface Sizes {
  /** inputs, outputs, units of a layer, layers */
  I: number;
  O: number;
  U: number;
  L: number;
  /** slots, word, shifts */
  N: number;
  W: number;
  S: number;
  /** read heads; all heads, those that read first */
  R: number;
  heads: number;
  /** numbers that a head gets from the controller: key, β, gate, shifts, γ; a write head erase and add too */
  readRow: number;
  writeRow: number;
  /** of all heads */
  row: number;
  /** how many states a layer of the controller has: an LSTM's h and c */
  states: number;
}

export function sizesOf({ inputSize, outputSize, controller, memory, ...config }: NTMConfig): Sizes {
  const { slots: N, word: W } = memory;
  const { readHeads: R, writeHeads, shifts: S } = config;
  const readRow = W + 3 + S;
  const writeRow = readRow + 2 * W;
  return {
    ...{ I: inputSize, O: outputSize, U: controller.units, L: controller.layers },
    ...{ N, W, S, R, heads: R + writeHeads, readRow, writeRow },
    row: R * readRow + writeHeads * writeRow,
    states: controller.type === "lstm" ? 2 : 0,
  };
}

/** Numbers that a layer of the controller gets: the step's input and the words read, or the layer below; an LSTM its own h too. */
export function layerInput({ I, R, W, U, states }: Sizes, layer: number): number {
  return (layer === 0 ? I + R * W : U) + (states === 0 ? 0 : U);
}

// What the kernels are told (assembly/src/ntm/plan.ts), in the order in which they read it.
import { layerInput, type Sizes } from "./sizes";

/** Where things lie in the record that the tape has for each step of each sequence, in floats. */
export interface Layout {
  record: number;
  speech: number;
  raw: number;
  content: number;
  likeness: number;
  shifted: number;
  weights: number;
  norms: number;
  memory: number;
}

export function layoutOf(sizes: Sizes): Layout {
  const { U, L, N, W, R, heads, row, states } = sizes;
  const layer = (l: number) => layerInput(sizes, l) + (states === 0 ? 0 : 5 * U); // its input, gates and c
  const speech = Array.from({ length: L }, (_, l) => layer(l)).reduce((a, b) => a + b);
  const raw = speech + U + R * W;
  const content = raw + row;
  const likeness = content + heads * N;
  const shifted = likeness + heads * N;
  const weights = shifted + heads * N;
  const norms = weights + heads * N;
  const memory = norms + N;
  return { record: memory + N * W, speech, raw, content, likeness, shifted, weights, norms, memory };
}

/** Sizes that the kernels know and the configuration does not. */
export interface Call extends Sizes {
  B: number;
  T: number;
  order: number;
  tanhKey: boolean;
  tanhAdd: boolean;
  /** Whether each sequence has a first state of its own, or all the same. */
  ownState: boolean;
}

/** Addresses by their names in the kernels' plan; the layers' are kernel, bias, dKernel, dBias of each. */
export interface Pointers {
  named: Partial<Record<(typeof pointerNames)[number], number>>;
  layers: readonly number[];
}

const sizeNames = [
  "B",
  "T",
  "I",
  "O",
  "U",
  "L",
  "N",
  "W",
  "S",
  "R",
  "heads",
  "states",
  "order",
  "tanhKey",
  "tanhAdd",
  "ownState",
] as const;
const layoutNames = [
  "record",
  "speech",
  "raw",
  "content",
  "likeness",
  "shifted",
  "weights",
  "norms",
  "memory",
] as const;
const pointerNames = [
  ...(["x", "headsKernel", "headsBias", "outputKernel", "outputBias"] as const),
  ...(["memory0", "weights0", "reads0", "controller0"] as const),
  ...(["logits", "tape", "memoryT", "weightsT", "readsT", "controllerT"] as const),
  ...(["dLogits", "dX", "dHeadsKernel", "dHeadsBias", "dOutputKernel", "dOutputBias"] as const),
  ...(["dMemory0", "dWeights0", "dReads0", "dController0"] as const),
];

/** Fields that the kernels write themselves. */
const OWN = 12;

export function planOf(call: Call, { named, layers }: Pointers): number[] {
  const layout = layoutOf(call);
  return [
    ...sizeNames.map((name) => Number(call[name])),
    ...layoutNames.map((name) => layout[name]),
    ...pointerNames.map((name) => named[name] ?? 0),
    ...new Array<number>(OWN).fill(0),
    ...layers,
  ];
}

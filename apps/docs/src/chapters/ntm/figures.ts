// What each figure of the chapter begins with; scripts/traces.mjs stores the results of these numbers.
import type {
  AddressParams,
  ContentParams,
  GateParams,
  PlaceParams,
  ReadParams,
  WalkParams,
  WriteParams,
} from "../../lab/experiments/ntm";
import type { CopyParams } from "../../lab/experiments/ntmCopy";
import type { CopyTrainingParams } from "../../lab/experiments/ntmTrainings";

const hills = (rows: number, columns: number) =>
  Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => Number((0.5 + 0.5 * Math.sin(1.7 * i + 2.1 * j)).toFixed(2))),
  );
const noise = (rows: number, columns: number) =>
  Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) =>
      Number((((i * 7 + j * 5 + i * i * 3 + i * j * 11) % 21) / 20).toFixed(2)),
    ),
  );
const only = (row: number, rows: number) => Array.from({ length: rows }, (_, i) => (i === row ? 1 : 0));

const place: PlaceParams = { place: 3.4, blur: 0.6, values: [0.2, 0.9, 0.65, 0.1, 0.35, 0.8, 0.95, 0.4] };

const read: ReadParams = { memory: hills(8, 6), weights: [0, 0, 0.7, 0.3, 0, 0, 0, 0] };

const write: WriteParams = {
  memory: hills(8, 5),
  weights: [0, 0.05, 0.9, 0.05, 0, 0, 0, 0],
  erase: [1, 1, 0, 0, 0],
  add: [0, 0, 0.8, 0, 0.6],
};

const content: ContentParams = {
  memory: [
    [0.9, 0.15],
    [0.45, 0.5],
    [0.1, 0.8],
    [-0.7, 0.45],
    [-0.6, -0.6],
    [0.35, -0.75],
  ],
  key: [0.6, 0.45],
  beta: 5,
};

const gate: GateParams = {
  content: [0, 0.05, 0.05, 0, 0, 0.1, 0.8, 0],
  previous: [0, 0, 1, 0, 0, 0, 0, 0],
  gate: 0.5,
};

const shift: WalkParams = { weights: only(2, 10), shift: [0, 0.2, 0.8], gamma: 1 };

const sharpen: WalkParams = { weights: only(2, 10), shift: [0.05, 0.15, 0.8], gamma: 3 };

const address: AddressParams = {
  key: [0.9, 0.1, 0.5],
  beta: 20,
  gate: 0.75,
  shift: [0, 0.15, 0.85],
  gamma: 3,
  memory: noise(12, 3),
  previous: only(3, 12),
};

const copy: CopyParams = { machine: "copy-lstm", length: 10, seed: 1, bits: "" };

const training: CopyTrainingParams = { seed: 1, learningRate: 1e-4, maxLength: 20, steps: 30_000 };

export const ntmFigures = {
  place: { experiment: "place", defaults: place },
  read: { experiment: "read", defaults: read },
  write: { experiment: "write", defaults: write },
  content: { experiment: "content", defaults: content },
  gate: { experiment: "gate", defaults: gate },
  shift: { experiment: "walk", defaults: shift },
  sharpen: { experiment: "walk", defaults: sharpen },
  address: { experiment: "address", defaults: address },
  copy: { experiment: "copy", defaults: copy },
  training: { experiment: "untrained", defaults: training },
} as const;

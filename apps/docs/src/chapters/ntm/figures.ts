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
import { between, each, like, oneOf, shares, whole } from "../../lab/limits";

const hills = (rows: number, columns: number) =>
  Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => Number((0.5 + 0.5 * Math.sin(1.7 * i + 2.1 * j)).toFixed(2))),
  );
const noise = (rows: number, columns: number) =>
  Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) =>
      Number((((i * 7 + j * 5 + i * i * 3 + i * j * 11) % 21) / 10 - 1).toFixed(2)),
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
  key: [0.7, -0.5, 0.4],
  beta: 14,
  gate: 0.75,
  shift: [0, 0.15, 0.85],
  gamma: 3,
  memory: noise(12, 3),
  previous: only(3, 12),
};

const copy: CopyParams = { machine: "copy-lstm", length: 10, seed: 1, bits: "" };

export const copyRates = [3e-5, 1e-4, 2e-4, 5e-4] as const;
const training: CopyTrainingParams = { seed: 1, learningRate: 1e-4, maxLength: 20, steps: 30_000 };

const unit = between(-1, 1);
const share = between(0, 1);
const beta = between(0, 30);
const gamma = between(1, 10);

/** `limits`: as the sliders and choices of the figure. */
export const ntmFigures = {
  place: { experiment: "place", defaults: place, limits: { place: between(1, 8), blur: between(0.05, 3) } },
  read: { experiment: "read", defaults: read, limits: { weights: shares(8) } },
  write: {
    experiment: "write",
    defaults: write,
    limits: { weights: shares(8), erase: each(5, share), add: each(5, unit) },
  },
  content: {
    experiment: "content",
    defaults: content,
    limits: { memory: each(6, each(2, unit)), key: each(2, unit), beta },
  },
  gate: { experiment: "gate", defaults: gate, limits: { content: shares(8), previous: shares(8), gate: share } },
  shift: { experiment: "walk", defaults: shift, limits: { weights: shares(10), shift: shares(3) } },
  sharpen: { experiment: "walk", defaults: sharpen, limits: { shift: shares(3), gamma } },
  address: {
    experiment: "address",
    defaults: address,
    limits: { key: each(3, unit), beta, gate: share, shift: shares(3), gamma, previous: shares(12) },
  },
  copy: {
    experiment: "copy",
    defaults: copy,
    limits: {
      machine: oneOf("copy-lstm", "copy-feedforward"), // one that is trained on the page is gone when it is left
      length: whole(1, 120),
      seed: whole(0, 1e6),
      bits: like(/^([0-9a-f]{2}){0,120}$/),
    },
  },
  training: {
    experiment: "untrained",
    defaults: training,
    limits: { seed: whole(0, 20), learningRate: oneOf(...copyRates), maxLength: whole(2, 20) },
  },
} as const;

// What each figure of the chapter begins with; scripts/traces.mjs stores the results of these numbers.
import type { LatentParams, SamplesParams, WindowParams } from "../../lab/experiments/draw";
import type { GenerateParams, ReconstructParams, StepParams } from "../../lab/experiments/drawModels";
import type { DrawTrainingParams } from "../../lab/experiments/drawTrainings";
import { between, ink, oneOf, whole } from "../../lab/limits";

/** A five, as `packInk` has it: digit 5 of seed 3 of the digits made by program. */
const five = [
  ...[
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 992, 14336, 1023, 15360, 63, 3072, 0, 3584, 0, 1536, 0, 13824, 1, 15872, 7, 7680,
  ],
  ...[15, 1024, 28, 0, 24, 0, 48, 0, 56, 0, 24, 0, 28, 0, 14, 8192, 7, 14448, 3, 16368, 0, 1984, 0, 0, 0, 0, 0, 0, 0],
];
const grid: WindowParams = { digit: 3, N: 5, gX: 0.06, gY: -0.17, logDelta: -0.8, logSigma2: 0, logGamma: 0 };
const filters: WindowParams = { ...grid, gX: 0, gY: 0, logDelta: -0.6, logSigma2: 0.7 };
const patch: WindowParams = { ...grid, N: 7, gX: 0, gY: 0.02, logDelta: -0.45, logSigma2: 0.2 };
const latent: LatentParams = { mu: 1, logSigma: -1, seed: 4 };
const samples: SamplesParams = { seed: 3 };
const step: StepParams = { ink: five, seed: 1, step: 4, noise: 1 };
const reconstruct: ReconstructParams = { ink: five, seed: 1, step: 6 };
const generate: GenerateParams = { seed: 1, temperature: 1, count: 12, step: 9 };
const train: DrawTrainingParams = { seed: 1, logRate: -2.22, steps: 3000 };

const place = {
  digit: whole(0, 9),
  N: whole(1, 12),
  gX: between(-1.42, 1.42), // as far as it can be dragged, a little farther than the sliders go
  gY: between(-1.42, 1.42),
  logDelta: between(-6, 1.75),
};
const blur = { logSigma2: between(-5, 4) };
const STEPS = 10;

/** `limits`: as the sliders and choices of the figure. */
export const drawFigures = {
  grid: { experiment: "drawWindow", defaults: grid, limits: place },
  filters: { experiment: "drawWindow", defaults: filters, limits: { ...place, ...blur } },
  patch: { experiment: "drawWindow", defaults: patch, limits: { ...place, ...blur, logGamma: between(-2, 2) } },
  latent: {
    experiment: "drawLatent",
    defaults: latent,
    limits: { mu: between(-3, 3), logSigma: between(-3, 1.5), seed: whole(0, 50) },
  },
  samples: { experiment: "drawSamples", defaults: samples, limits: {} },
  step: {
    experiment: "drawStep",
    defaults: step,
    limits: { ink: ink(28 * 28), seed: whole(0, 50), step: whole(0, STEPS - 1), noise: between(0, 3) },
  },
  reconstruct: {
    experiment: "drawReconstruct",
    defaults: reconstruct,
    limits: { ink: ink(28 * 28), seed: whole(0, 50), step: whole(0, STEPS - 1) },
  },
  generate: {
    experiment: "drawGenerate",
    defaults: generate,
    limits: {
      seed: whole(0, 999),
      temperature: between(0, 2),
      count: oneOf(1, 4, 12, 24),
      step: whole(0, STEPS - 1),
    },
  },
  train: { experiment: "drawUntrained", defaults: train, limits: { seed: whole(0, 50), logRate: between(-4, -1) } },
} as const;

// What each figure of the chapter begins with; scripts/traces.mjs stores the results of these numbers.
import type { LatentParams, SamplesParams, WindowParams } from "../../lab/experiments/draw";
import type { GenerateParams, ReconstructParams, StepParams } from "../../lab/experiments/drawModels";
import type { DrawTrainingParams } from "../../lab/experiments/drawTrainings";

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

export const drawFigures = {
  grid: { experiment: "drawWindow", defaults: grid },
  filters: { experiment: "drawWindow", defaults: filters },
  patch: { experiment: "drawWindow", defaults: patch },
  latent: { experiment: "drawLatent", defaults: latent },
  samples: { experiment: "drawSamples", defaults: samples },
  step: { experiment: "drawStep", defaults: step },
  reconstruct: { experiment: "drawReconstruct", defaults: reconstruct },
  generate: { experiment: "drawGenerate", defaults: generate },
  train: { experiment: "drawUntrained", defaults: train },
} as const;

import type { Tensor } from "@tensorflow/tfjs-core";
import { hasKernels } from "../kernels/op";
import { clipScaleReference } from "./clip.reference";
import { sumSquaresWasm } from "./clip.wasm";

/**
 * What all gradients are multiplied with, so that together they are no longer than `clipNorm`; NaN if their norm is not
 * finite. Elements count as clipped to ± `clipValue`.
 */
export function clipScale(gradients: Tensor[], clipValue: number, clipNorm: number | undefined): number | Tensor {
  if (clipNorm === undefined || gradients.length === 0) return 1;
  if (!hasKernels()) return clipScaleReference(gradients, clipValue, clipNorm);
  const norm = Math.sqrt(sumSquaresWasm(gradients, clipValue));
  return Number.isFinite(norm) ? clipNorm / Math.max(norm, clipNorm) : Number.NaN;
}

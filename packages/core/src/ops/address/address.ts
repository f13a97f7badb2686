import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { hasKernels, runOp } from "../../kernels/op";
import { checkedOptions } from "../../shapes/options";
import { checkShifts, memoryDims } from "../memoryDims";
import { addressReference } from "./address.reference";
import { addressWasm } from "./address.wasm";

/** What a head says of where to look. */
export interface Head {
  /** `[B, W]`, what to look for. */
  key: Tensor;
  /** `[B]`, how sharply the likeness to the key decides; in the paper positive. */
  beta: Tensor;
  /** `[B]`, from 0 (all previous) to 1 (all content). */
  gate: Tensor;
  /** `[B, S]`, S odd, how much of each shift by −R … R, R = (S − 1) / 2. */
  shift: Tensor;
  /** `[B]`, from 1, the power that sharpens. */
  gamma: Tensor;
}

/**
 * Where a head looks: `contentWeights`, `interpolate`, `circularShift` and `sharpen` in one kernel
 * (Neural Turing Machine, eqs. 5–9 and figure 2).
 *
 * @param head what the controller says; every part must be there
 * @param memory `[B, N, W]`, N and W from 1
 * @param previous `[B, N]`, where the head looked before
 * @returns `[B, N]`, each row with the sum 1
 * @throws ShapeError if a tensor does not have this shape, or S is not odd
 * @throws ConfigError if head is not an object, or has a name that is not one of the five
 */
export function address(head: Head, memory: Tensor, previous: Tensor): Tensor2D {
  const { key, beta, gate, shift, gamma } = checkedOptions("address", head, names, "head");
  memoryDims("address", {
    memory: [memory, "B N W"],
    previous: [previous, "B N"],
    key: [key, "B W"],
    beta: [beta, "B"],
    gate: [gate, "B"],
    shift: [shift, "B S"],
    gamma: [gamma, "B"],
  });
  checkShifts("address", "shift", shift);
  if (!hasKernels()) return tf.tidy(() => addressReference({ key, beta, gate, shift, gamma }, memory, previous));
  return runOp(addressWasm, { key, beta, gate, shift, gamma, memory, previous });
}

const names = ["key", "beta", "gate", "shift", "gamma"] as const;

// `@attn/core/training`: tfjs's wasm backend as one that trains, for who wants nothing else of ours.
import { checkedOptions } from "../shapes/options";
import { type Ready, type ReadyOptions, start } from "../start";

export type { Ready } from "../start";

/** As those of `ready`. */
export type TrainingOptions = Omit<ReadyOptions, "backend">;

const names = ["variant", "wasmPaths"] as const;

/**
 * Starts tfjs's wasm backend, puts our kernels in the place of those that it lacks, gets wrong or has slow, and registers the
 * gradients that tfjs has on no backend. `ready()` of `@attn/core` does the same and more: call one of the two.
 *
 * With `variant: "none"`, or where the kernels cannot run, tfjs's own kernels stay (the result then says why in `reason`); the
 * gradients are there still.
 *
 * @throws ConfigError for an unknown option
 * @throws KernelError if the backend does not start
 */
export async function registerTrainingKernels(options: TrainingOptions = {}): Promise<Ready> {
  return start("registerTrainingKernels", checkedOptions("registerTrainingKernels", options, names));
}

import { registerOptimizers } from "./optimizers/register";
import { checkedOptions } from "./shapes/options";
import { type Ready, type ReadyOptions, start } from "./start";

export type { Ready, ReadyOptions } from "./start";

const names = ["backend", "variant", "wasmPaths"] as const;

/**
 * Starts a backend, links the kernels to its memory and registers the kernels and gradients that training needs. The one function of
 * these packages with a side effect; call it once before anything else, or again to change the backend or the variant.
 *
 * Where the kernels cannot run, the references do, and the result says why in `reason`.
 *
 * @throws ConfigError for an unknown option
 * @throws KernelError if the backend does not start
 */
export async function ready(options: ReadyOptions = {}): Promise<Ready> {
  const checked = checkedOptions("ready", options, names);
  registerOptimizers();
  return start("ready", checked);
}

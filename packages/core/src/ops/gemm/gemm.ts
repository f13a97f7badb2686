import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { hasKernels, runOp } from "../../kernels/op";
import { dims } from "../../shapes/dims";
import { checkedOptions, flag } from "../../shapes/options";
import { gemmReference } from "./gemm.reference";
import { gemmWasm } from "./gemm.wasm";

export interface GemmOptions {
  /** Take `a` as its transpose, `[K, M]`; false by default. */
  transposeA?: boolean;
  /** Take `b` as its transpose, `[N, K]`; false by default. */
  transposeB?: boolean;
}

/**
 * The matrix product `a b`, `aᵀ b`, `a bᵀ` or `aᵀ bᵀ` on the kernel that the fused sequences stand on.
 *
 * @param a `[M, K]`, or `[K, M]` with `transposeA`
 * @param b `[K, N]`, or `[N, K]` with `transposeB`
 * @returns `[M, N]`; any size may be 0, and the sum over K = 0 terms is 0
 * @throws ShapeError if a and b are not matrices that fit
 * @throws ConfigError for an unknown option
 */
export function gemm(a: Tensor, b: Tensor, options: GemmOptions = {}): Tensor2D {
  checkedOptions("gemm", options, ["transposeA", "transposeB"]);
  const transposeA = flag("gemm", "transposeA", options.transposeA, false);
  const transposeB = flag("gemm", "transposeB", options.transposeB, false);
  dims("gemm", { a: [a, transposeA ? "K M" : "M K"], b: [b, transposeB ? "N K" : "K N"] });
  if (!hasKernels()) return gemmReference(a, b, transposeA, transposeB);
  return runOp(gemmWasm, { a, b }, { transposeA, transposeB });
}

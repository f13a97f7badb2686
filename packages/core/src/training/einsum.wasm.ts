// Sums of products by Einstein's convention. tfjs's wasm backend has none.

import type { TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { parsed } from "./equation";
import type { TrainingConfig } from "./trainingKernel";

type Backend = tf.KernelBackend & { disposeData(dataId: object): boolean };

/** `Einsum` made of products of matrices, sums and transposes: one product for two operands, whatever their dimensions. */
export const einsum: TrainingConfig = () => ({
  kernelName: "Einsum",
  backendName: "wasm",
  kernelFunc({ inputs, attrs, backend }) {
    const operands = Object.values(inputs as tf.NamedTensorInfoMap) as TensorInfo[];
    const { terms, result } = parsed((attrs as unknown as { equation: string }).equation, operands);
    return new Contraction(backend as Backend).run(operands, terms, result);
  },
});

/** Runs tfjs's own kernels and frees what lies between. */
class Contraction {
  readonly #made: TensorInfo[] = [];
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  run(operands: readonly TensorInfo[], terms: readonly string[], result: string): TensorInfo {
    const reduced = operands.map((x, i) => this.#withoutLonely(x, terms, i, result));
    const [a, b] = reduced;
    const [x, term] = b ? this.#product(a!, b, result) : a!;
    const order = [...result].map((letter) => term.indexOf(letter));
    const out = this.#kernel("Transpose", { x }, { perm: order });
    for (const x of this.#made) if (x !== out) this.#backend.disposeData(x.dataId);
    return out;
  }

  /** Sums over the dimensions that only this operand has. */
  #withoutLonely(x: TensorInfo, terms: readonly string[], i: number, result: string): [TensorInfo, string] {
    const others = terms.filter((_, k) => k !== i).join("") + result;
    const lonely = [...terms[i]!].flatMap((letter, axis) => (others.includes(letter) ? [] : [axis]));
    if (lonely.length === 0) return [x, terms[i]!];
    const rest = [...terms[i]!].filter((letter) => others.includes(letter)).join("");
    return [this.#kernel("Sum", { x }, { axis: lonely, keepDims: false }), rest];
  }

  /** [batch, a, k] times [batch, k, b], of dimensions that both and the result have, one of them and the result has, or both alone. */
  #product([a, left]: [TensorInfo, string], [b, right]: [TensorInfo, string], result: string): [TensorInfo, string] {
    const pick = (term: string, keep: (letter: string) => boolean) => [...term].filter(keep).join("");
    const batch = pick(left, (letter) => right.includes(letter) && result.includes(letter));
    const inner = pick(left, (letter) => right.includes(letter) && !result.includes(letter));
    const [ofA, ofB] = [
      pick(left, (letter) => !right.includes(letter)),
      pick(right, (letter) => !left.includes(letter)),
    ];
    const size = (x: TensorInfo, term: string, letters: string) =>
      [...letters].reduce((product, letter) => product * x.shape[term.indexOf(letter)]!, 1);
    const matrices = (x: TensorInfo, term: string, parts: string[]) => {
      const perm = [...parts.join("")].map((letter) => term.indexOf(letter));
      const turned = this.#kernel("Transpose", { x }, { perm });
      return this.#kernel("Reshape", { x: turned }, { shape: parts.map((letters) => size(x, term, letters)) });
    };
    const product = this.#kernel(
      "BatchMatMul",
      { a: matrices(a, left, [batch, ofA, inner]), b: matrices(b, right, [batch, inner, ofB]) },
      { transposeA: false, transposeB: false },
    );
    const shapeOf = (x: TensorInfo, term: string, letters: string) =>
      [...letters].map((letter) => x.shape[term.indexOf(letter)]!);
    const shape = [...shapeOf(a, left, batch + ofA), ...shapeOf(b, right, ofB)];
    return [this.#kernel("Reshape", { x: product }, { shape }), batch + ofA + ofB];
  }

  #kernel(name: string, inputs: Record<string, TensorInfo>, attrs: object): TensorInfo {
    const { kernelFunc } = tf.getKernel(name, "wasm");
    const out = kernelFunc({ inputs, attrs: attrs as tf.NamedAttrMap, backend: this.#backend }) as TensorInfo;
    this.#made.push(out);
    return out;
  }
}

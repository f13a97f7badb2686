import type { Tensor, Variable } from "@tensorflow/tfjs-core";

export type Tensors = Record<string, Tensor>;

/** What a case is run through: the public function or model that its `op` stands for. */
export interface Subject {
  /**
   * A model's weights, under the names that they have among the case's inputs. They take their values with
   * `assignWeights`, are left out of what `run` gets, and have gradients like the inputs.
   */
  weights?: Readonly<Record<string, Variable>>;
  /** The outputs, under the names that they have in the case. */
  run(inputs: Tensors): Tensors;
  /** Outputs of the case that no public function gives, each with the reason. Every other output must be there. */
  unexposed?: Readonly<Record<string, string>>;
  /** For a case that has no tolerance of its own and that float32 cannot compute as exactly as others. */
  tolerance?: { rtol: number; atol: number };
}

/** Makes the subject of a case from its attributes; the inputs tell sizes. */
export type MakeSubject<A> = (attrs: A, inputs: Tensors) => Subject;

/** Fixes the type of the attributes, which come from a file and are checked by the functions that take them. */
export const subject = <A>(make: MakeSubject<A>): MakeSubject<unknown> => make as MakeSubject<unknown>;

import * as tf from "@tensorflow/tfjs-core";

/** The letters of each operand and of the result; tfjs refuses what it does not know: dots, a letter twice in a term, three operands. */
export function parsed(equation: string, shapes: readonly { shape: number[] }[]): { terms: string[]; result: string } {
  const { backend_util } = tf;
  const { allDims, idDims } = backend_util.decodeEinsumEquation(equation, shapes.length);
  backend_util.checkEinsumDimSizes(allDims.length, idDims, shapes as tf.Tensor[]);
  const [left, result] = equation.replace(/\s/g, "").split("->") as [string, string];
  return { terms: left.split(","), result };
}

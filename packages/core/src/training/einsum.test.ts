import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { expectClose, expectGradient, random } from "../testing";
import { onEveryVariant } from "./oracle";

const sizes: Record<string, number> = { a: 2, b: 3, c: 4, d: 5, i: 3, j: 4, k: 5 };
const operandsOf = (equation: string) =>
  equation
    .split("->")[0]!
    .split(",")
    .map((term, i) =>
      random(
        [...term].map((letter) => sizes[letter]!),
        i + 1,
      ),
    );

/** The sum over every letter's values, in float64. */
function byLoops(equation: string, xs: readonly tf.Tensor[]): tf.Tensor {
  const [left, result] = equation.split("->") as [string, string];
  const terms = left.split(",");
  const letters = [...new Set(terms.join(""))];
  const data = xs.map((x) => x.dataSync());
  const place = (term: string, at: Record<string, number>) =>
    [...term].reduce((offset, letter) => offset * sizes[letter]! + at[letter]!, 0);
  const shape = [...result].map((letter) => sizes[letter]!);
  const out = new Float64Array(shape.reduce((a, b) => a * b, 1));
  const visit = (rest: string[], at: Record<string, number>): void => {
    const [letter, ...others] = rest;
    if (letter === undefined) {
      out[place(result, at)]! += terms.reduce((product, term, i) => product * data[i]![place(term, at)]!, 1);
      return;
    }
    for (let n = 0; n < sizes[letter]!; n++) visit(others, { ...at, [letter]: n });
  };
  visit(letters, {});
  return tf.tensor(Float32Array.from(out), shape);
}

const equations = [
  ...["ij,jk->ik", "ij,kj->ik", "ij,jk->ki", "ji,jk->ik", "i,i->", "ij,ij->", "bi,bi->b", "i,j->ij", "i,j->ji"],
  ...["abc,abd->acd", "abc,adc->abd", "abcd,abdk->abck", "abc,cd->abd", "abc,d->abcd", "ij,k->k", "abc,c->ba"],
  ...["ij->ji", "ij->i", "ij->", "abc->cab", "abcd->db", "i->i", "ij,ij->ij"],
];

onEveryVariant("Einsum", () => {
  it.each(equations)("is what loops give: %s", (equation) => {
    const operands = operandsOf(equation);
    expectClose(tf.einsum(equation, ...operands), byLoops(equation, operands));
  });

  it.each(equations)("has the right gradient: %s", (equation) => {
    expectGradient(((...xs: tf.Tensor[]) => tf.einsum(equation, ...xs)) as never, operandsOf(equation));
  });

  it("takes spaces, empty tensors and large ones", () => {
    expectClose(tf.einsum("i j, j k -> i k", tf.ones([2, 3]), tf.ones([3, 2])), tf.fill([2, 2], 3));
    expect(tf.einsum("ij,jk->ik", tf.zeros([0, 3]), tf.zeros([3, 2])).shape).toEqual([0, 2]);
    const [q, k] = [random([2, 4, 33, 16]), random([2, 4, 33, 16], 2)];
    expectClose(tf.einsum("abcd,abkd->abck", q, k), tf.matMul(q, k, false, true));
  });

  it("refuses what tfjs refuses", () => {
    expect(() => tf.einsum("ij,jk->ik", tf.ones([2, 3]), tf.ones([4, 2]))).toThrow(/dimension/i);
    expect(() => tf.einsum("i,i,i->", tf.ones([2]), tf.ones([2]), tf.ones([2]))).toThrow();
  });

  it("leaks no memory", () => {
    const xs = operandsOf("abc,adc->abd");
    const before = [tf.memory().numTensors, tf.memory().numDataBuffers];
    tf.dispose(tf.einsum("abc,adc->abd", ...xs));
    tf.dispose(tf.grads((...ys: tf.Tensor[]) => tf.einsum("abc,adc->abd", ...ys))(xs));
    expect([tf.memory().numTensors, tf.memory().numDataBuffers]).toEqual(before);
  });
});

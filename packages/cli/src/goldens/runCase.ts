import { assignWeights } from "@attn/core";
import type { GoldenCase, GoldenTensor } from "@attn/core/testing";
import type { Scalar, Tensor, Variable } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { type Comparison, compare, compareFinite } from "./compare";
import { channelsLast } from "./format";
import type { Subject, Tensors } from "./subject";
import { subjects } from "./subjects";

export interface CaseResult {
  comparisons: Comparison[];
  /** Outputs that were not compared, each with the reason. */
  unexposed: string[];
}

type Variables = Record<string, Variable>;

/** Runs a case on the backend in use. @throws if it cannot be run */
export function runCase(golden: GoldenCase): CaseResult {
  const make = Object.hasOwn(subjects, golden.op) ? subjects[golden.op]! : undefined;
  if (!make) throw new Error(`there is no op ${golden.op}`);
  const test = channelsLast(golden);
  const made: Variable[] = []; // tidy leaves variables alone
  let result: CaseResult | undefined;
  try {
    tf.tidy(() => {
      const inputs = mapValues(test.inputs, (input) => tf.variable(tensor(input)));
      made.push(...Object.values(inputs));
      const subject = make(test.attrs, inputs);
      const weights = { ...subject.weights };
      made.push(...Object.values(weights));
      assignWeights(
        weights,
        pick(inputs, (name) => name in weights),
      );
      result = compareAll(test, subject, { ...inputs, ...weights });
    });
    return result!;
  } finally {
    tf.dispose(made);
  }
}

function compareAll(test: GoldenCase, subject: Subject, leaves: Variables): CaseResult {
  const inputs = pick(leaves, (name) => !Object.hasOwn(subject.weights ?? {}, name));
  const names = Object.keys(test.outputs);
  const exposed = names.filter((name) => subject.unexposed?.[name] === undefined);
  const outputs = subject.run(inputs);
  const tolerance = test.tolerance ?? subject.tolerance;
  const bars = { least: 1, tolerance };
  return {
    comparisons: [
      ...exposed.map((name) => compare(`output ${name}`, found(outputs, name), test.outputs[name]!, bars)),
      ...compareGradients({ ...test, ...(tolerance && { tolerance }) }, () => subject.run(inputs), leaves),
    ],
    unexposed: names
      .filter((name) => !exposed.includes(name))
      .map((name) => `${test.op} ${name}: ${subject.unexposed![name]}`),
  };
}

/** The gradients of Σ outputs × cotangents. */
function compareGradients(test: GoldenCase, run: () => Tensors, leaves: Variables): Comparison[] {
  const { grads, cotangents, grads_finite_only: finiteOnly = [] } = test;
  const wanted = [...Object.keys(grads), ...finiteOnly];
  if (wanted.length === 0) return [];
  const asked = wanted.map((name) => found(leaves, name) as Variable);
  const { grads: actual } = tf.variableGrads(() => {
    const outputs = run();
    const terms = Object.entries(cotangents).map(([name, c]) => tf.sum(tf.mul(found(outputs, name), tensor(c))));
    return tf.addN(terms) as Scalar;
  }, asked);
  // tfjs gives none where the outputs do not depend on the input: there it is zero
  const gradient = (name: string) => actual[leaves[name]!.name] ?? tf.zerosLike(leaves[name]!);
  const least = Object.keys(cotangents).join() === "loss" ? 1e-3 : 1; // gradients of a mean are small
  const bars = { least, tolerance: test.tolerance };
  return [
    ...Object.entries(grads).map(([name, e]) => compare(`gradient of ${name}`, gradient(name), e, bars)),
    ...finiteOnly.map((name) => compareFinite(`gradient of ${name}`, gradient(name))),
  ];
}

const tensor = ({ shape, data }: GoldenTensor): Tensor => tf.tensor(data, shape, "float32");

function found<T>(record: Record<string, T>, name: string): T {
  if (Object.hasOwn(record, name)) return record[name]!;
  throw new Error(`${name} must be there, got ${Object.keys(record).join(", ")}`);
}

const pick = <T>(record: Record<string, T>, keep: (name: string) => boolean): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => keep(name)));

const mapValues = <T, U>(record: Record<string, T>, f: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value)]));

// Reading golden-1 files (goldens/README.md).
import { FormatError } from "@attn/core";
import type { GoldenCase, GoldenGroup, GoldenTensor } from "@attn/core/testing";

type Tensors = Record<string, GoldenTensor>;

/** @throws FormatError that says where the file is not as the schema has it */
export function parseGroup(text: string, file: string): GoldenGroup {
  const fail: Fail = (what) => {
    throw new FormatError(`${file}: ${what}`);
  };
  const group = parseJson(text, fail);
  if (!isObject(group) || group.schema !== "golden-1") fail('schema must be "golden-1"');
  if (typeof group.group !== "string") fail("group must be a string");
  if (!Array.isArray(group.cases) || group.cases.length === 0) fail("cases must be a list of at least one case");
  for (const [i, test] of group.cases.entries()) checkCase(test, `case ${i}`, fail);
  return group as unknown as GoldenGroup;
}

/**
 * The case with its images in channels-last layout alone, under their plain names: `input` has gone and `input_nhwc` is
 * `input`. @throws FormatError if a tensor is there in channels-first layout alone
 */
export function channelsLast(test: GoldenCase): GoldenCase {
  const { inputs, outputs, cotangents, grads } = test;
  return {
    ...test,
    inputs: lastOnly(inputs),
    outputs: lastOnly(outputs),
    cotangents: lastOnly(cotangents),
    grads: lastOnly(grads),
  };
}

function lastOnly(tensors: Tensors): Tensors {
  const kept: Tensors = {};
  for (const [name, tensor] of Object.entries(tensors)) {
    if (tensor.layout === "NHWC" || tensor.layout === "NDHWC") kept[name.replace(/_nd?hwc$/, "")] = tensor;
    else if (tensor.layout === undefined) kept[name] = tensor;
    else if (!(`${name}_nhwc` in tensors || `${name}_ndhwc` in tensors)) {
      throw new FormatError(`${name} must be there in channels-last layout too`);
    }
  }
  return kept;
}

type Fail = (what: string) => never;

function parseJson(text: string, fail: Fail): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return fail(`the file must be JSON: ${(error as Error).message}`);
  }
}

function checkCase(test: unknown, place: string, fail: Fail): void {
  if (!isObject(test)) fail(`${place} must be an object`);
  if (typeof test.name !== "string") fail(`${place}: name must be a string`);
  const who = `${place} (${test.name})`;
  if (typeof test.op !== "string") fail(`${who}: op must be a string`);
  if (!isObject(test.attrs)) fail(`${who}: attrs must be an object`);
  for (const part of ["inputs", "outputs", "cotangents", "grads"]) checkTensors(test[part], `${who}: ${part}`, fail);
  if (Object.keys(test.outputs as object).length === 0) fail(`${who}: outputs must have at least one tensor`);
  for (const name of Object.keys(test.cotangents as object)) {
    if (!Object.hasOwn(test.outputs as object, name)) fail(`${who}: cotangents: ${name} is not one of the outputs`);
  }
  const { grads_finite_only: finite = [], tolerance } = test;
  if (!Array.isArray(finite)) fail(`${who}: grads_finite_only must be a list of inputs`);
  for (const name of [...Object.keys(test.grads as object), ...finite]) {
    if (!Object.hasOwn(test.inputs as object, name)) fail(`${who}: grads: ${name} is not one of the inputs`);
  }
  if (tolerance === undefined) return;
  if (!isObject(tolerance) || !isBar(tolerance.rtol) || !isBar(tolerance.atol)) {
    fail(`${who}: tolerance must be { rtol, atol }, numbers from 0`);
  }
}

const layouts: readonly unknown[] = [undefined, "NCHW", "NHWC", "NCDHW", "NDHWC"];

function checkTensors(tensors: unknown, place: string, fail: Fail): void {
  if (!isObject(tensors)) fail(`${place} must be an object of tensors`);
  for (const [name, tensor] of Object.entries(tensors)) {
    const who = `${place}: ${name}`;
    if (!isObject(tensor)) fail(`${who} must be a tensor`);
    const { shape, data, layout } = tensor;
    if (!Array.isArray(shape) || !shape.every((n) => Number.isSafeInteger(n) && n >= 0)) {
      fail(`${who}: shape must be whole numbers from 0`);
    }
    const size = shape.reduce((product: number, n: number) => product * n, 1);
    if (!Array.isArray(data) || data.length !== size || !data.every(Number.isFinite)) {
      fail(`${who}: data must be ${size} numbers`);
    }
    if (!layouts.includes(layout)) fail(`${who}: layout must be NCHW, NHWC, NCDHW or NDHWC`);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isBar = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value) && value >= 0;

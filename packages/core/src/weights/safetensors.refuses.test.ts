// What loading and saving refuse.
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { ready } from "../ready";
import { ConfigError, FormatError } from "../shapes/errors";
import { fileOf } from "./fileOf";
import { loadSafetensors, saveSafetensors } from "./safetensors";

beforeAll(() => ready({ backend: "cpu" }));

describe("loadSafetensors", () => {
  const x = (entry: object) => ({ x: { dtype: "U8", shape: [2], data_offsets: [0, 2], ...entry } });
  const two = (a: number[], b: number[]) => ({
    a: { dtype: "U8", shape: [a[1]! - a[0]!], data_offsets: a },
    b: { dtype: "U8", shape: [b[1]! - b[0]!], data_offsets: b },
  });
  const withLength = (length: bigint, bytes: Uint8Array) => {
    new DataView(bytes.buffer).setBigUint64(0, length, true);
    return bytes;
  };

  it.each<[string, Uint8Array, string]>([
    ["no header", new Uint8Array(7), "the file must be at least 8 bytes long, got 7"],
    ["an empty header", fileOf(""), 'the header must begin with "{"'],
    ["a header beyond the file", withLength(99n, fileOf("{}")), "truncated: the header must be 99 bytes long, got 2"],
    ["a huge header", withLength(2n ** 63n, fileOf("{}")), "at most 100000000 bytes long, got 9223372036854775808"],
    ["a header that is not JSON", fileOf("{x}"), "the header must be JSON in UTF-8"],
    ["a header that is not UTF-8", withLength(4n, fileOf("{{{{").fill(0xff, 9)), "the header must be JSON in UTF-8"],
    ["an array", fileOf("[]"), 'the header must begin with "{"'],
    ["deep nesting", fileOf(`{"x":${"[".repeat(100000)}`), "the header must be JSON in UTF-8"],
    ["a tensor that is no object", fileOf({ x: [] }), 'tensor "x" must be an object, got []'],
    ["no dtype", fileOf(x({ dtype: undefined }), [1, 2]), "dtype must be one of F32, F16"],
    ["an unknown dtype", fileOf(x({ dtype: "F8_E4M3" }), [1, 2]), 'got "F8_E4M3"'],
    ["a dtype named like a method", fileOf(x({ dtype: "constructor" }), [1, 2]), 'got "constructor"'],
    ["a negative size", fileOf(x({ shape: [-2] }), [1, 2]), "shape must be whole numbers from 0, got [-2]"],
    ["a fraction of a size", fileOf(x({ shape: [2.5] }), [1, 2]), "shape must be whole numbers from 0, got [2.5]"],
    ["a huge size", fileOf(x({ shape: [1e300] }), [1, 2]), "shape must be whole numbers from 0, got [1e+300]"],
    [
      "sizes with a huge product",
      fileOf(x({ shape: [2 ** 40, 2 ** 40] }), [1, 2]),
      "must have 1.2089258196146292e+24 b",
    ],
    ["a shape that is no array", fileOf(x({ shape: "2" }), [1, 2]), 'shape must be whole numbers from 0, got "2"'],
    ["too few bytes", fileOf(x({ shape: [3] }), [1, 2]), 'tensor "x": U8 [3] must have 3 bytes, got 2'],
    ["no offsets", fileOf(x({ data_offsets: [] }), [1, 2]), "data_offsets must be [begin, end]"],
    ["offsets in the wrong order", fileOf(x({ data_offsets: [2, 0] }), [1, 2]), "with begin at most end, got [2,0]"],
    ["a negative offset", fileOf(x({ data_offsets: [-1, 1] }), [1, 2]), "data_offsets must be [begin, end]"],
    ["an offset beyond the file", fileOf(x({}), [1]), 'truncated: tensor "x" must end at byte 2, got 1 bytes'],
    ["overlapping tensors", fileOf(two([0, 2], [1, 3]), [1, 2, 3]), 'tensors must not overlap, got "a" and "b"'],
    ["the same bytes twice", fileOf(two([0, 2], [0, 2]), [1, 2]), 'tensors must not overlap, got "a" and "b"'],
    ["a hole", fileOf(two([0, 1], [2, 3]), [1, 2, 3]), 'bytes 1 to 2 before "b" belong to no tensor'],
    ["a hole at the start", fileOf(two([1, 2], [2, 3]), [1, 2, 3]), 'bytes 0 to 1 before "a" belong to no tensor'],
    ["bytes at the end", fileOf(x({}), [1, 2, 3]), "bytes 2 to 3 at the end belong to no tensor"],
    ["two equal names", fileOf('{"a":{},"\\u0061" :{}}'), 'names must be unique, got "a" twice'],
    ["two equal fields", fileOf('{"a":{"dtype":"U8","dtype":"I8"}}'), 'names must be unique, got "dtype" twice'],
    ["two equal metadata", fileOf('{"__metadata__":{"k":"1","k":"2"}}'), 'names must be unique, got "k" twice'],
    ["a prototype", fileOf('{"__proto__":{"dtype":"U8"}}'), 'a name must not be "__proto__"'],
    [
      "an unknown field",
      fileOf(x({ strides: [1] }), [1, 2]),
      'must have dtype, shape, data_offsets alone, got "strides"',
    ],
    ["half a surrogate pair in a name", fileOf('{"a\\ud800":{}}'), 'without half surrogate pairs, got "a\\ud800"'],
    [
      "half a pair in metadata",
      fileOf('{"__metadata__":{"k":"\\uDFFF"}}'),
      'without half surrogate pairs, got "\\udfff"',
    ],
    ["metadata that is no object", fileOf({ __metadata__: ["a"] }), "__metadata__ must be an object of strings"],
    ["metadata that is no string", fileOf({ __metadata__: { k: 1 } }), '__metadata__: "k" must be a string, got 1'],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => loadSafetensors(bytes)).toThrow(message);
    expect(() => loadSafetensors(bytes)).toThrow(FormatError);
  });

  it.each(["1.0", "1e0", "10e-1", "-0", "0.99999999999999999999"])("refuses %s for a whole number", (n) => {
    const shape = `{"x":{"dtype":"U8","shape":[${n}],"data_offsets":[0,1]}}`;
    const offsets = `{"x":{"dtype":"U8","shape":[],"data_offsets":[0,${n}]}}`;
    for (const header of [shape, offsets]) {
      expect(() => loadSafetensors(fileOf(header, [1]))).toThrow(
        `whole numbers must be written in digits alone, got ${n}`,
      );
      expect(() => loadSafetensors(fileOf(header, [1]))).toThrow(FormatError);
    }
  });

  it("reads numbers, names and spaces as JSON may have them", () => {
    const header = '{ "😀 1.0" : {"data_offsets" : [ 0,12 ] ,"shape":[1,\n12],"dtype":"U8" } }';
    expect(loadSafetensors(fileOf(header, new Uint8Array(12))).tensors["😀 1.0"]!.shape).toEqual([1, 12]);
  });

  it("says what it must get", () => {
    const load = loadSafetensors as (...args: unknown[]) => unknown;
    expect(() => load(new ArrayBuffer(8))).toThrow("loadSafetensors: the file must be a Uint8Array, got ArrayBuffer");
    expect(() => load(fileOf({}), { round: 1 })).toThrow("loadSafetensors: round must be true or false, got 1");
    expect(() => load(fileOf({}), { rounds: true })).toThrow(
      'loadSafetensors: options must be an object of round, got one with "rounds"',
    );
  });

  it("does not take a quote, a brace or a colon inside of a string for structure", () => {
    const metadata = { 'a":{': '"}\\', "b:": '{"k":1,"k":2}' };
    expect({ ...loadSafetensors(saveSafetensors({}, metadata)).metadata }).toEqual(metadata);
  });

  it("finds nothing under a name that the file does not have", () => {
    const { tensors, metadata } = loadSafetensors(saveSafetensors({}));
    expect([tensors.constructor, metadata.toString]).toEqual([undefined, undefined]);
  });
});

describe("saveSafetensors", () => {
  it("says what cannot be saved", () => {
    expect(() => saveSafetensors({ x: tf.tensor(["text"]) })).toThrow(
      'saveSafetensors: tensor "x" must be float32, int32 or bool, got string',
    );
    expect(() => saveSafetensors({ __metadata__: tf.scalar(1) })).toThrow("must have another name");
    expect(() => saveSafetensors({ "a\ud800": tf.scalar(1) })).toThrow(
      'saveSafetensors: tensor "a\\ud800" must have a name without half surrogate pairs',
    );
    for (const metadata of [{ "\udc00": "" }, { k: "\udc00\ud800" }]) {
      expect(() => saveSafetensors({}, metadata)).toThrow("must be without half surrogate pairs");
      expect(() => saveSafetensors({}, metadata)).toThrow(ConfigError);
    }
    const given = (tensors: unknown) => () => saveSafetensors(tensors as Record<string, tf.Tensor>);
    expect(given(null)).toThrow("saveSafetensors: tensors must be an object of tensors, got null");
    expect(given({ x: [1] })).toThrow('saveSafetensors: tensors must be an object of tensors, got [1] as "x"');
    const gone = tf.scalar(1);
    gone.dispose();
    expect(given({ gone })).toThrow(
      'saveSafetensors: tensors must be an object of tensors, got "gone", which is disposed',
    );
    expect(() => saveSafetensors({}, { k: 1 as unknown as string })).toThrow('metadata "k" must be a string');
  });
});

import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { FormatError } from "../shapes/errors";
import { onEveryBackend } from "../testing";
import { fileOf } from "./fileOf";
import { loadSafetensors, saveSafetensors } from "./safetensors";

const one = (dtype: string, shape: number[], data: ArrayBuffer) =>
  fileOf({ x: { dtype, shape, data_offsets: [0, data.byteLength] } }, new Uint8Array(data));

onEveryBackend("safetensors", ({ backend }) => {
  it("writes the bytes of the specification", () => {
    const bytes = saveSafetensors({ a: tf.tensor([1, -2]), b: tf.scalar(true, "bool") }, { by: "hand" });
    const header =
      '{"__metadata__":{"by":"hand"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},' +
      '"b":{"dtype":"BOOL","shape":[],"data_offsets":[8,9]}}';
    expect(bytes.slice(0, 8)).toEqual(Uint8Array.of(Math.ceil(header.length / 8) * 8, 0, 0, 0, 0, 0, 0, 0));
    expect(new TextDecoder().decode(bytes.slice(8, -9)).trimEnd()).toBe(header);
    expect(bytes.slice(-9)).toEqual(Uint8Array.of(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 1));
  });

  it.each([
    ["F32", new Float32Array([1.5, -0, Number.POSITIVE_INFINITY]), "float32", [1.5, -0, Number.POSITIVE_INFINITY]],
    ["F64", new Float64Array([1.5, -0, Number.NaN]), "float32", [1.5, -0, Number.NaN]],
    ["F16", new Uint16Array([0x3c00, 0x8001, 0x7bff]), "float32", [1, -(2 ** -24), 65504]],
    ["BF16", new Uint16Array([0x3f80, 0xff80, 0x0001]), "float32", [1, Number.NEGATIVE_INFINITY, 2 ** -133]],
    ["I8", new Int8Array([-128, 127]), "int32", [-128, 127]],
    ["U8", new Uint8Array([0, 255]), "int32", [0, 255]],
    ["I16", new Int16Array([-32768, 32767]), "int32", [-32768, 32767]],
    ["U16", new Uint16Array([0, 65535]), "int32", [0, 65535]],
    ["I32", new Int32Array([-(2 ** 31), 2 ** 31 - 1]), "int32", [-(2 ** 31), 2 ** 31 - 1]],
    ["U32", new Uint32Array([0, 2 ** 31 - 1]), "int32", [0, 2 ** 31 - 1]],
    ["I64", new BigInt64Array([-(2n ** 31n), 7n]), "int32", [-(2 ** 31), 7]],
    ["U64", new BigUint64Array([0n, 2n ** 31n - 1n]), "int32", [0, 2 ** 31 - 1]],
    ["BOOL", new Uint8Array([0, 1]), "bool", [0, 1]],
  ])("reads %s", (dtype, data, held, values) => {
    const { x } = loadSafetensors(one(dtype, [data.length], data.buffer as ArrayBuffer)).tensors;
    expect(x!.dtype).toBe(held);
    expect(Array.from(x!.dataSync())).toEqual(values);
  });

  it.each([
    ["F64", new Float64Array([0.1]), "values that float32 can hold, got 0.1; { round: true } rounds them"],
    ["F64", new Float64Array([1e300]), "values that float32 can hold, got 1e+300"],
    ["U32", new Uint32Array([2 ** 31]), "values that int32 can hold, got 2147483648"],
    ["I64", new BigInt64Array([-(2n ** 31n) - 1n]), "values that int32 can hold, got -2147483649"],
    ["U64", new BigUint64Array([2n ** 64n - 1n]), "values that int32 can hold, got 18446744073709551615"],
    ["BOOL", new Uint8Array([2]), "must hold 0 and 1, got 2"],
  ])("refuses %s that does not fit", (dtype, data, message) => {
    const before = tf.memory().numTensors;
    expect(() => loadSafetensors(one(dtype, [1], data.buffer as ArrayBuffer))).toThrow(message);
    expect(() => loadSafetensors(one(dtype, [1], data.buffer as ArrayBuffer))).toThrow(FormatError);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("rounds F64 when asked to", () => {
    const { x } = loadSafetensors(one("F64", [1], new Float64Array([0.1]).buffer), { round: true }).tensors;
    expect(x!.dataSync()[0]).toBe(Math.fround(0.1));
  });

  it("reads tensors at odd places of the file and in any order", () => {
    const header = {
      late: { dtype: "I16", shape: [1], data_offsets: [1, 3] },
      early: { dtype: "U8", shape: [1, 1], data_offsets: [0, 1] },
      empty: { dtype: "F32", shape: [3, 0], data_offsets: [3, 3] },
    };
    const { tensors } = loadSafetensors(fileOf(header, [7, 1, 2]));
    expect(tensors.early!.dataSync()[0]).toBe(7);
    expect(tensors.late!.dataSync()[0]).toBe(513);
    expect(tensors.empty!.shape).toEqual([3, 0]);
  });

  it("stores floats in half the size", () => {
    const x = tf.tensor([1, 0.1, -65504, 1e-7, 0, Number.POSITIVE_INFINITY, Number.NaN]);
    for (const [floats, error] of [
      ["F16", 2 ** -11],
      ["BF16", 2 ** -8],
    ] as const) {
      const { tensors } = loadSafetensors(saveSafetensors({ x }, {}, { floats }));
      const values = tensors.x!.dataSync();
      x.dataSync().forEach((want, i) => {
        if (Number.isFinite(want))
          expect(Math.abs(values[i]! - want)).toBeLessThanOrEqual(Math.abs(want) * error + 2 ** -25);
        else expect(values[i]).toBe(want);
      });
    }
    const big = { x: tf.tensor([1, 65520]) };
    expect(() => saveSafetensors(big, {}, { floats: "F16" })).toThrow('tensor "x" must fit F16, got 65520');
  });

  it("brings back what was saved", () => {
    const value = fc.oneof(
      fc.record({ dtype: fc.constant("float32" as const), values: fc.array(fc.float({ noNaN: true })) }),
      fc.record({ dtype: fc.constant("int32" as const), values: fc.array(fc.integer()) }),
      fc.record({ dtype: fc.constant("bool" as const), values: fc.array(fc.integer({ min: 0, max: 1 })) }),
    );
    const name = fc.string({ unit: "binary" }).filter((s) => s !== "__proto__" && s !== "__metadata__");
    const strings = fc.dictionary(name, fc.string(), { noNullPrototype: true });
    fc.assert(
      fc.property(fc.dictionary(name, value, { noNullPrototype: true }), strings, (specs, metadata) => {
        tf.tidy(() => {
          const tensors = Object.fromEntries(
            Object.entries(specs).map(([key, { dtype, values }]) => [
              key,
              tf.tensor(values, [1, values.length, 1], dtype),
            ]),
          );
          const loaded = loadSafetensors(saveSafetensors(tensors, metadata));
          expect({ ...loaded.metadata }).toEqual(metadata);
          expect(Object.keys(loaded.tensors).sort()).toEqual(Object.keys(tensors).sort());
          for (const [key, { dtype, values }] of Object.entries(specs)) {
            const tensor = loaded.tensors[key]!;
            expect([tensor.dtype, ...tensor.shape]).toEqual([dtype, 1, values.length, 1]);
            expect(Array.from(tensor.dataSync())).toEqual(Array.from(values, (x) => x));
          }
        });
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it("throws nothing but FormatError, whatever happened to the bytes", () => {
    const whole = saveSafetensors({ a: tf.tensor([1, 2, 3]), b: tf.tensor([[1], [0]], [2, 1], "bool") }, { k: "v" });
    const edit = fc.record({
      flips: fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
      length: fc.oneof(fc.constant(whole.length), fc.nat(whole.length + 9)),
    });
    const before = tf.memory().numTensors;
    fc.assert(
      fc.property(edit, ({ flips, length }) => {
        const bytes = new Uint8Array(length);
        bytes.set(whole.subarray(0, length));
        for (const [at, byte] of flips) bytes[at] = byte;
        try {
          tf.dispose(loadSafetensors(bytes).tensors);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { seed: 2, numRuns: 1000 },
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it.runIf(backend === "wasm")("leaves no trace in the heap", () => {
    const x = tf.ones([8]);
    const before = tf.memory();
    tf.dispose(loadSafetensors(saveSafetensors({ x })).tensors);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
  });
});

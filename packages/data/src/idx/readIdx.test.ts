import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { idxImages } from "./idxImages";
import { readIdx } from "./readIdx";

/** An IDX file: type, shape, then the bytes of the elements. */
const file = (type: number, shape: number[], elements: number[] | Uint8Array) =>
  Uint8Array.from([0, 0, type, shape.length, ...shape.flatMap((n) => [n >>> 24, n >>> 16, n >>> 8, n]), ...elements]);
const six = file(8, [2, 3], [1, 2, 3, 4, 5, 255]);
const failure = (bytes: Uint8Array, options = {}) =>
  readIdx(bytes, options).then(
    () => "no error",
    (error: Error) => `${error.name}: ${error.message}`,
  );

describe("readIdx", () => {
  it("reads bytes, plain and packed", async () => {
    const expected = { shape: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 255) };
    expect(await readIdx(six)).toEqual(expected);
    expect(await readIdx(gzipSync(six))).toEqual(expected);
    expect(await readIdx(Buffer.concat([Buffer.alloc(3), six]).subarray(3))).toEqual(expected); // a view
  });

  it("reads every type, the high byte first", async () => {
    expect((await readIdx(file(9, [2], [255, 1]))).data).toEqual(Int8Array.of(-1, 1));
    expect((await readIdx(file(11, [1], [255, 0]))).data).toEqual(Int16Array.of(-256));
    expect((await readIdx(file(12, [1], [0, 0, 1, 2]))).data).toEqual(Int32Array.of(258));
    expect((await readIdx(file(13, [1], [0x3f, 0x80, 0, 0]))).data).toEqual(Float32Array.of(1));
    expect((await readIdx(file(14, [1], [0xbf, 0xf0, 0, 0, 0, 0, 0, 0]))).data).toEqual(Float64Array.of(-1));
  });

  it("reads what has no elements", async () => {
    expect(await readIdx(file(8, [0, 28, 28], []))).toEqual({ shape: [0, 28, 28], data: new Uint8Array(0) });
  });

  it("reads any array that it is given", async () => {
    const arrays = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 }).chain((shape) => {
      const length = shape.reduce((a, b) => a * b, 1);
      return fc.tuple(fc.constant(shape), fc.uint8Array({ minLength: length, maxLength: length }), fc.boolean());
    });
    const property = fc.asyncProperty(arrays, async ([shape, data, packed]) => {
      const bytes = file(8, shape, data);
      expect(await readIdx(packed ? gzipSync(bytes) : bytes)).toEqual({ shape, data: Uint8Array.from(data) });
    });
    await fc.assert(property, { seed: 1, numRuns: 60 });
  });

  it("rejects a file cut short anywhere", async () => {
    const packed = gzipSync(six);
    for (let end = 0; end < six.length; end++) expect(await failure(six.slice(0, end))).toMatch(/^FormatError/);
    for (let end = 0; end < packed.length; end++)
      expect(await failure(packed.subarray(0, end))).toMatch(/^FormatError/);
    expect(await failure(six.slice(0, 13))).toBe("FormatError: readIdx: must have 18 bytes, got 13");
  });

  it("rejects what follows the end", async () => {
    const longer = Uint8Array.of(...six, 0);
    expect(await failure(longer)).toBe("FormatError: readIdx: must end after 18 bytes, got 19");
    expect(await failure(gzipSync(longer))).toMatch("must end after 18 bytes, but unpacks to more");
    expect(await failure(Buffer.concat([gzipSync(six), Buffer.from("more")]))).toMatch(/^FormatError/);
    expect(await failure(Buffer.concat([gzipSync(six), gzipSync(six)]))).toMatch(/^FormatError/);
  });

  it("rejects what is no IDX file", async () => {
    expect(await failure(Uint8Array.of(0x89, 0x50, 0x4e, 0x47))).toBe(
      "FormatError: readIdx: must start as IDX files do, 00 00, a type (08 09 0b 0c 0d 0e), 01–08, got 89 50 4e 47",
    );
    expect(await failure(file(10, [1], [0]))).toMatch("got 00 00 0a 01");
    expect(await failure(Uint8Array.of(0, 0, 8, 0))).toMatch("got 00 00 08 00");
    expect(await failure(Uint8Array.of(0, 0, 8, 9))).toMatch("got 00 00 08 09");
  });

  it("rejects any change of a packed file", async () => {
    const packed = gzipSync(six);
    for (let at = 10; at < packed.length; at++) {
      const changed = Uint8Array.from(packed);
      changed[at]! ^= 0x10;
      expect(await failure(changed), `byte ${at}`).toMatch(/^FormatError/);
    }
  });

  it("rejects shapes beyond its limit before it takes memory", async () => {
    const huge = file(8, [2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], []);
    expect(await failure(huge)).toMatch("must have at most 1073741824 bytes (maxBytes), but its shape is [4294967295,");
    expect(await failure(six, { maxBytes: 17, name: "file" })).toMatch("FormatError: file: must have at most 17 bytes");
    expect(await readIdx(six, { maxBytes: 18 })).toBeDefined();
  });

  it("stops a gzip bomb early", async () => {
    const bomb = gzipSync(Buffer.concat([six, Buffer.alloc(2 ** 27)]));
    const before = process.memoryUsage().rss;
    expect(await failure(bomb)).toMatch("must end after 18 bytes, but unpacks to more");
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 26);
  });
});

describe("idxImages", () => {
  const images = file(8, [2, 1, 2], [0, 51, 255, 102]);

  it("makes a set of two files", async () => {
    const set = await idxImages(images, gzipSync(file(8, [2], [7, 3])));
    expect(set).toMatchObject({ size: 2, height: 1, width: 2, labels: Int32Array.of(7, 3) });
    expect(set.images).toEqual(Float32Array.of(0, 0.2, 1, 0.4));
  });

  it("rejects files that do not belong together", async () => {
    await expect(idxImages(images, file(8, [3], [7, 3, 1]))).rejects.toThrow(
      "labels: must have one label for each of 2 images, got 3",
    );
    await expect(idxImages(six, file(8, [2], [7, 3]))).rejects.toThrow(
      "images: must hold bytes in 3 dimensions, got Uint8Array [2, 3]",
    );
    await expect(idxImages(images, file(9, [2], [7, 3]))).rejects.toThrow(
      "labels: must hold bytes in 1 dimension, got Int8Array [2]",
    );
  });
});

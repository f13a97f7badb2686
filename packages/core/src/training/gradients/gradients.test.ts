// The forward passes are tfjs's own; what is tested here are the gradients, and the copies of forward passes that two of them are made of.
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, expectGradient, onEveryBackend, random } from "../../testing";

onEveryBackend("the gradients that tfjs lacks", ({ variant }) => {
  it("of gatherND: places read twice get both", () => {
    const params = random([3, 4, 2]);
    const indices = tf.tensor2d([0, 1, 2, 3, 0, 1], [3, 2], "int32");
    expectGradient(((p: tf.Tensor) => tf.gatherND(p, indices)) as never, [params]);
    expectGradient(((p: tf.Tensor) => tf.gatherND(p, tf.tensor2d([1, 1, 0], [3, 1], "int32"))) as never, [params]);
    const dx = tf.grad((p: tf.Tensor) => tf.gatherND(p, indices))(params);
    const wanted = tf.buffer([3, 4, 2]);
    for (const c of [0, 1]) {
      wanted.set(2, 0, 1, c);
      wanted.set(1, 2, 3, c);
    }
    expectClose(dx, wanted.toTensor());
  });

  it("of gatherND, where nothing is read", () => {
    const none = tf.zeros([0, 1], "int32");
    expectClose(tf.grad((p: tf.Tensor) => tf.gatherND(p, none))(tf.ones([2, 3])), tf.zeros([2, 3]));
  });

  it("of scatterND: what is summed gets the sum's gradient", () => {
    const indices = tf.tensor2d([1, 3, 1], [3, 1], "int32");
    expectGradient(((u: tf.Tensor) => tf.scatterND(indices, u, [5, 2])) as never, [random([3, 2])]);
  });

  it("of stridedSlice, with every sign and mask", () => {
    const x = random<tf.Tensor3D>([5, 6, 4]);
    const slices = [
      [
        [0, 0, 0],
        [5, 6, 4],
        [2, 3, 1],
      ],
      [
        [4, 5, 3],
        [0, -7, 0],
        [-2, -1, -3],
      ],
      [[1, 0, 0], [4, 6, 2], [1, 4, 1], 2, 4],
      [[1, 2], [2, 5], [1, 1], 0, 0, 0, 0, 1], // tfjs's forward pass is wrong here for strides other than 1
      [[0, 0, 1], [0, 0, 3], [1, 1, 1], 0, 0, 1, 2],
      [
        [3, 0, 0],
        [3, 6, 4],
        [1, 1, 1],
      ],
    ] as const;
    for (const [begin, end, strides, ...masks] of slices) {
      const slice = (y: tf.Tensor3D) =>
        tf.stridedSlice(y, [...begin], [...end], [...strides], ...(masks as number[])) as tf.Tensor;
      if (slice(x).size > 0) expectGradient(slice as never, [x]);
      else expectClose(tf.grad(slice as (y: tf.Tensor) => tf.Tensor)(x), tf.zeros(x.shape));
    }
  });

  it("of stridedSlice: what was taken, and zeros between, on random slices", () => {
    const side = fc.integer({ min: 1, max: 7 });
    const ranges = fc.array(
      fc.record({
        side,
        begin: fc.integer({ min: -9, max: 9 }),
        end: fc.integer({ min: -9, max: 9 }),
        stride: fc.constantFrom(-3, -2, -1, 1, 2, 3),
      }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(ranges, (axes) => {
        tf.tidy(() => {
          const shape = axes.map((axis) => axis.side);
          const pick = (name: "begin" | "end" | "stride") => axes.map((axis) => axis[name]);
          const { begin, end, strides } = tf.slice_util.sliceInfo(
            shape,
            pick("begin"),
            pick("end"),
            pick("stride"),
            0,
            0,
            0,
            0,
            0,
          );
          fc.pre(tf.slice_util.computeOutShape(begin, end, strides).every((n) => n > 0)); // tfjs cannot take nothing
          const x = tf.reshape(tf.range(1, 1 + shape.reduce((a, b) => a * b, 1)), shape);
          const slice = (y: tf.Tensor) => tf.stridedSlice(y, pick("begin"), pick("end"), pick("stride"));
          const taken = new Set(slice(x).dataSync());
          const own = slice(x);
          const dx = tf.grad((y: tf.Tensor) => tf.mul(slice(y), own))(x); // each one's own number
          const wanted = Array.from(x.dataSync(), (value) => (taken.has(value) ? value : 0));
          expectClose(dx, tf.tensor(wanted, shape));
        });
      }),
      { numRuns: 100 },
    );
  });

  it("of conv3dTranspose", () => {
    if (variant === "none") return; // tfjs's own kernel on wasm is wrong
    const spread = ((y: tf.Tensor5D, f: tf.Tensor5D) => tf.conv3dTranspose(y, f, [1, 4, 4, 4, 2], 2, "same")) as never;
    expectGradient(spread, [random([1, 2, 2, 2, 3]), random([3, 2, 3, 2, 3], 2)]);
  });
});

onEveryBackend("the gradients of batch normalization", () => {
  const normalized =
    (epsilon: number) => (x: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor, offset: tf.Tensor, scale: tf.Tensor) =>
      tf.batchNorm(
        x as tf.Tensor4D,
        mean as tf.Tensor4D,
        tf.square(variance) as tf.Tensor4D,
        offset as tf.Tensor4D,
        scale as tf.Tensor4D,
        epsilon,
      );
  const inputs = (shape: number[]) => [
    random([2, 3, 2, 5]),
    ...[2, 3, 4, 5].map((seed) => tf.add(random(shape, seed), seed === 3 ? 3 : 0)),
  ];

  it.each([[[5]], [[2, 3, 2, 5]]])("are right with parameters of shape %j", (shape) => {
    expectGradient(normalized(0.1) as never, inputs(shape), { tolerance: 2e-2 });
  });
});

onEveryBackend("the gradients of image.cropAndResize", ({ backend }) => {
  const image = () => random<tf.Tensor4D>([2, 5, 7, 3]);
  const boxes = () => tf.tensor2d([0.1, 0.2, 0.83, 0.71, 0.91, -0.33, 0.07, 1.27, 0.15, 0.3, 0.15, 0.45], [3, 4]);
  const ind = () => tf.tensor1d([0, 1, 0], "int32");

  it("are right for the image", () => {
    for (const method of ["bilinear", "nearest"] as const) {
      const crop = (x: tf.Tensor4D) => tf.image.cropAndResize(x, boxes(), ind(), [4, 5], method, 9);
      expectGradient(crop as never, [image()]);
      const one = (x: tf.Tensor4D) => tf.image.cropAndResize(x, boxes(), ind(), [1, 1], method);
      expectGradient(one as never, [image()]);
    }
  });

  it("are right for the boxes", () => {
    const crop = (b: tf.Tensor2D) => tf.image.cropAndResize(image(), b, ind(), [3, 4], "bilinear");
    // away from the border, where what is cropped begins to be extrapolated
    const inside = tf.tensor2d([0.13, 0.21, 0.83, 0.71, 0.91, 0.33, 0.07, 0.97, 0.15, 0.3, 0.17, 0.45], [3, 4]);
    expectGradient(crop as never, [inside], { step: 1e-3, tolerance: 2e-2 });
  });

  it("are of what tfjs computes", () => {
    // a linear function is its gradient's transpose: <dy, f(x)> = <f*(dy), x>
    const shapes = fc.record({
      side: fc.integer({ min: 1, max: 8 }),
      crop: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
      method: fc.constantFrom("bilinear" as const, "nearest" as const),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(shapes, ({ side, crop, method, seed }) => {
        tf.tidy(() => {
          const x = random<tf.Tensor4D>([2, side, 6, 2], seed);
          const corners = tf.add(tf.mul(random([4, 4], seed + 1), 0.4), 0.5) as tf.Tensor2D;
          const chosen = tf.tensor1d([1, 0, 1, 1], "int32");
          const f = (y: tf.Tensor4D) => tf.image.cropAndResize(y, corners, chosen, crop, method) as tf.Tensor;
          const dy = random([4, ...crop, 2], seed + 2);
          const dx = tf.grad(f as (y: tf.Tensor) => tf.Tensor)(x, dy);
          const [a, b] = [tf.sum(tf.mul(dy, f(x))), tf.sum(tf.mul(dx, x))];
          expectClose(a, b, 1e-4);
        });
      }),
      { numRuns: backend === "cpu" ? 30 : 100 },
    );
  });
});

onEveryBackend("the gradients of image.transform", ({ backend, variant }) => {
  // tfjs's own forward pass on wasm reflects wrongly
  const modes = (["constant", "reflect", "wrap", "nearest"] as const).filter(
    (mode) => variant !== "none" || mode !== "reflect",
  );
  const someTransforms = () =>
    tf.tensor2d(
      [0.9, 0.21, -0.63, -0.19, 1.1, 0.34, 0.013, -0.021, 1.43, -0.3, -2.27, 0.26, 1.37, -3.41, 0, 0.017],
      [2, 8],
    );
  const batch = backend === "cpu" ? 1 : 2; // cpu transforms the first image alone

  it("are right for the image, however what is outside is filled", () => {
    for (const mode of modes) {
      for (const interpolation of ["bilinear", "nearest"] as const) {
        const by = tf.slice(someTransforms(), [0, 0], [batch, 8]) as tf.Tensor2D;
        const moved = (x: tf.Tensor4D) => tf.image.transform(x, by, interpolation, mode, 0.5, [4, 5]);
        expectGradient(moved as never, [random([batch, 5, 6, 2])]);
      }
    }
  });

  it("are right for the transforms", () => {
    const x = random<tf.Tensor4D>([batch, 6, 7, 2]);
    for (const mode of modes) {
      const moved = (by: tf.Tensor2D) => tf.image.transform(x, by, "bilinear", mode, 0.5, [3, 4]);
      const by = tf.slice(someTransforms(), [0, 0], [batch, 8]);
      expectGradient(moved as never, [by], { step: 5e-4, tolerance: 3e-2 });
    }
  });

  it("are summed where one transform is for all images", () => {
    if (backend === "cpu") return;
    const x = random<tf.Tensor4D>([3, 5, 6, 2]);
    const one = tf.slice(someTransforms(), [0, 0], [1, 8]);
    const grad = tf.grad((by: tf.Tensor) => tf.image.transform(x, by as tf.Tensor2D, "bilinear"));
    const each = tf.grad((by: tf.Tensor) => tf.image.transform(x, by as tf.Tensor2D, "bilinear"));
    expectClose(grad(one), tf.sum(each(tf.tile(one, [3, 1])), 0, true), 1e-4);
  });

  it("are finite where a transform sends a pixel to infinity", () => {
    const by = tf.tensor2d([1, 0, 0, 0, 1, 0, -1, 0], [1, 8]); // column 1
    const moved = (x: tf.Tensor4D, t: tf.Tensor2D) => tf.image.transform(x, t, "bilinear", "wrap");
    const [dx, dby] = tf.grads(moved as never)([random([1, 3, 3, 1]), by]) as [tf.Tensor, tf.Tensor];
    expect([...dx.dataSync(), ...dby.dataSync()].every(Number.isFinite)).toBe(true);
  });

  it("are of what tfjs computes", () => {
    const cases = fc.record({
      H: fc.integer({ min: 1, max: 7 }),
      W: fc.integer({ min: 1, max: 7 }),
      mode: fc.constantFrom(...modes),
      interpolation: fc.constantFrom("bilinear" as const, "nearest" as const),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(cases, ({ H, W, mode, interpolation, seed }) => {
        tf.tidy(() => {
          const x = random<tf.Tensor4D>([1, H, W, 2], seed);
          const noise = tf.mul(random([1, 8], seed + 1), tf.tensor1d([0.5, 0.5, 4, 0.5, 0.5, 4, 0.01, 0.01]));
          const by = tf.add(noise, tf.tensor1d([1, 0, 0, 0, 1, 0, 0, 0])) as tf.Tensor2D;
          const f = (y: tf.Tensor4D) => tf.image.transform(y, by, interpolation, mode, 0, [5, 4]) as tf.Tensor;
          const dy = random([1, 5, 4, 2], seed + 2);
          const dx = tf.grad(f as (y: tf.Tensor) => tf.Tensor)(x, dy);
          expectClose(tf.sum(tf.mul(dy, f(x))), tf.sum(tf.mul(dx, x)), 1e-3);
        });
      }),
      { numRuns: backend === "cpu" ? 50 : 150 },
    );
  });
});

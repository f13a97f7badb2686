import { affineGrid, gridSample, loadSafetensors, ready } from "@attn/core";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { stnFigures } from "../../chapters/stn/figures";
import {
  affineAt,
  CORNERS,
  homography,
  lattice,
  moveAffineCorner,
  type Pair,
  panned,
  projectiveAt,
} from "../../chapters/stn/handles";
import { noInk, stroke } from "../../chapters/stn/ink";
import { Run, type Told } from "../training";
import { stn } from "./stn";
import { turn } from "./stnHelpers";
import { picture } from "./stnPicture";
import { GRID, LOOK_SIDE, PICTURE_SIDE, TURNS } from "./stnSizes";
import { stnTrainings, type Watched } from "./stnTrainings";

vi.mock("../assets", () => import("../assets.node"));
process.env.ATTN_ROOT ??= process.cwd();

const close = (got: ArrayLike<number>, wanted: ArrayLike<number>, digits = 4) => {
  expect(got.length).toBe(wanted.length);
  for (let i = 0; i < got.length; i++) expect(got[i], `number ${i}`).toBeCloseTo(wanted[i]!, digits);
};
/** Calls `f` and expects it to leave no tensors. */
function kept<T>(f: () => T): T {
  const before = tf.memory().numTensors;
  const result = f();
  expect(tf.memory().numTensors).toBe(before);
  return result;
}

beforeAll(async () => {
  await ready();
});

describe("what a transform does", () => {
  it("is the image itself under the identity", () => {
    const identity = {
      affine: [1, 0, 0, 0, 1, 0],
      attention: [1, 0, 0],
      projective: [1, 0, 0, 0, 1, 0, 0, 0],
      thinPlateSpline: lattice.flat(),
    };
    for (const [transform, theta] of Object.entries(identity)) {
      const { output, grid } = kept(() => stn.stnTransform.run({ transform: transform as "affine", theta, own: [] }));
      expect(output.shape).toEqual([PICTURE_SIDE, PICTURE_SIDE, 3]);
      close(output.data, picture());
      close([grid.data[0]!, grid.data[1]!], [-1, -1]);
    }
  });

  it("is what the operators give for an image of the reader's", () => {
    const own = picture().map((x, i) => (i % 7 === 0 ? 1 - x : x));
    const theta = [0.5, -0.3, 0.2, 0.4, 0.7, -0.1];
    const { output } = stn.stnTransform.run({ transform: "affine", theta, own });
    tf.tidy(() => {
      const grid = affineGrid(tf.tensor3d(theta, [1, 2, 3]), [PICTURE_SIDE, PICTURE_SIDE]);
      close(output.data, gridSample(tf.tensor4d(own, [1, PICTURE_SIDE, PICTURE_SIDE, 3]), grid).dataSync());
    });
  });

  it("draws its lines where the formulas say", () => {
    const at = (i: number) => (2 * i) / (GRID - 1) - 1;
    const places = Array.from({ length: GRID * GRID }, (_, k): Pair => [at(k % GRID), at(Math.floor(k / GRID))]);
    const theta = [0.4, 0.2, -0.3, -0.1, 0.8, 0.5];
    close(
      stn.stnTransform.run({ transform: "affine", theta, own: [] }).grid.data,
      places.flatMap((p) => affineAt(theta, p)),
    );
    const window = [0.6, 0.2, -0.4];
    close(
      stn.stnTransform.run({ transform: "attention", theta: window, own: [] }).grid.data,
      places.flatMap(([x, y]) => [0.6 * x + 0.2, 0.6 * y - 0.4]),
    );
    const h = [0.8, 0.1, 0.2, -0.1, 0.9, 0, 0.2, -0.3];
    close(
      stn.stnTransform.run({ transform: "projective", theta: h, own: [] }).grid.data,
      places.flatMap((p) => projectiveAt(h, p)),
    );
  });

  it("takes a spline through its points", () => {
    const theta = lattice.flat().map((x, i) => x + 0.1 * Math.sin(i));
    const { grid } = stn.stnTransform.run({ transform: "thinPlateSpline", theta, own: [] });
    const k = (row: number, column: number) => 2 * (row * GRID + column);
    for (const i of [0, 1, 2, 3])
      for (const j of [0, 1, 2, 3]) {
        const from = k(4 * i, 4 * j); // every fourth of the 13 lines passes through points
        close([grid.data[from]!, grid.data[from + 1]!], theta.slice(2 * (4 * i + j), 2 * (4 * i + j) + 2), 3);
      }
  });
});

describe("points that are dragged", () => {
  it("put a corner of the parallelogram where it is dragged to, and leave its middle", () => {
    const theta = [0.7, 0.2, 0.1, -0.3, 0.5, -0.2];
    CORNERS.forEach((corner, i) => {
      const moved = moveAffineCorner(theta, i, [0.4, 1.2]);
      close(affineAt(moved, corner), [0.4, 1.2], 10);
      close(affineAt(moved, [0, 0]), affineAt(theta, [0, 0]), 10);
      close(affineAt(moved, [corner[0], -corner[1]]), affineAt(theta, [corner[0], -corner[1]]), 10);
    });
  });

  it("find the homography through four points", () => {
    const points: Pair[] = [
      [-0.7, -1.1],
      [0.9, -0.6],
      [1.2, 1],
      [-1, 0.4],
    ];
    const h = homography(points)!;
    points.forEach((point, i) => void close(projectiveAt(h, CORNERS[i]!), point, 8));
    expect(
      homography([
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ]),
    ).toBeUndefined();
  });
});

it("keeps what a turned window shows under the pointer that drags it", () => {
  const window = { scale: 1.5, degrees: 30, x: 0.2, y: -0.4 };
  const [[a, b], [c, d]] = turn(window.degrees, window.scale) as [number[], number[]];
  const seenAt = ({ x, y }: { x: number; y: number }, at: [number, number]) => affineAt([a!, b!, x, c!, d!, y], at);
  const moved = seenAt(panned(window, [0.5, -0.25]), [0.6, -0.05]);
  close(moved, seenAt(window, [0.1, 0.2]), 1.5); // places are rounded to 0.01
});

describe("one sample", () => {
  const image = stnFigures.point.defaults.image;
  const pixel = (n: number, m: number) => image[5 * n + m] ?? 0;

  it("has the value and the gradients of eqs. 5 to 7", () => {
    const [x, y] = [2.25, 0.6];
    const { value, dImage, dx, dy } = kept(() => stn.stnPoint.run({ image, x, y, interpolation: "bilinear" }));
    const k = (t: number) => Math.max(0, 1 - Math.abs(t));
    const all = image.map((_, i) => [Math.floor(i / 5), i % 5] as const);
    close(
      dImage.data,
      all.map(([n, m]) => k(x - m) * k(y - n)),
    );
    expect(value).toBeCloseTo(
      all.reduce((sum, [n, m]) => sum + pixel(n, m) * k(x - m) * k(y - n), 0),
      5,
    );
    expect(dx).toBeCloseTo(0.4 * (pixel(0, 3) - pixel(0, 2)) + 0.6 * (pixel(1, 3) - pixel(1, 2)), 4);
    expect(dy).toBeCloseTo(0.75 * (pixel(1, 2) - pixel(0, 2)) + 0.25 * (pixel(1, 3) - pixel(0, 3)), 4);
  });

  it("has the slope to the right at a whole pixel, and none with nearest", () => {
    const { dx } = stn.stnPoint.run({ image, x: 2, y: 1, interpolation: "bilinear" });
    expect(dx).toBeCloseTo(pixel(1, 3) - pixel(1, 2), 4);
    const nearest = stn.stnPoint.run({ image, x: 2.3, y: 1.2, interpolation: "nearest" });
    expect([nearest.value, nearest.dx, nearest.dy]).toEqual([Math.fround(pixel(1, 2)), 0, 0]);
  });

  it("follows its row", () => {
    const { along } = stn.stnPoint.run({ image, x: 1, y: 3, interpolation: "bilinear" });
    close(
      [20, 40, 60, 80, 100].map((i) => along.data[i]!),
      image.slice(15, 20),
    ); // whole pixels
  });
});

describe("kernels and edges", () => {
  it("show each kernel as it is defined", () => {
    const { curves, nearest } = kept(() => stn.stnKernels.run({ zoom: 3, degrees: 25, digit: 2 }));
    expect(nearest.shape).toEqual([42, 42]);
    const at = (kind: "nearest" | "bilinear" | "bicubic", t: number) =>
      curves[kind].data[Math.round(((t + 2.5) / 5) * (curves[kind].data.length - 1))]!;
    expect(at("bilinear", -0.75)).toBeCloseTo(0.25, 4);
    expect([at("nearest", 0.4), at("nearest", 0.6)]).toEqual([1, 0]);
    const A = -0.75; // Keys
    expect(at("bicubic", 0.5)).toBeCloseTo((A + 2) / 8 - (A + 3) / 4 + 1, 4);
    expect(at("bicubic", 1.5)).toBeCloseTo(A * (3.375 - 5 * 2.25 + 8 * 1.5 - 4), 4);
  });

  it("pad in three ways", () => {
    const { zeros, border, reflection } = kept(() =>
      stn.stnOutside.run({ scale: 1, degrees: 0, x: 2, y: 0, alignCorners: false }),
    );
    const boat = picture(28);
    const at = (row: number, column: number) => boat.slice(3 * (row * 28 + column), 3 * (row * 28 + column) + 3);
    const got = (image: typeof zeros, row: number, column: number) =>
      Array.from(image.data).slice(3 * (row * 28 + column), 3 * (row * 28 + column) + 3);
    close(got(zeros, 9, 5), [0, 0, 0]); // one image further to the right
    close(got(border, 9, 5), at(9, 27));
    close(got(reflection, 9, 5), at(9, 22));
    const lower = kept(() => stn.stnOutside.run({ scale: 1, degrees: 0, x: 0, y: 2, alignCorners: false }));
    close(got(lower.border, 9, 5), at(27, 5));
  });

  it("take −1 for an edge or for a center", () => {
    const { edges, centers } = kept(() => stn.stnCorners.run({ side: 2 }));
    close(edges.places.data, [0.5, 0.5, 2.5, 0.5, 0.5, 2.5, 2.5, 2.5]);
    close(centers.places.data, [0, 0, 3, 0, 0, 3, 3, 3]);
    close(centers.output.data, [0.1, 0.9, 1, 0.2]);
  });
});

describe("trained nets", () => {
  const place = { digit: 7, hand: 2, degrees: 20, scale: 0.9, x: 3, y: -2 };

  it("give the chances of ten digits, and where they look", async () => {
    await stn.stnLook.prepare();
    const { input, seen, theta, transformer, plain } = kept(() => stn.stnLook.run({ ...place, ink: noInk(), own: [] }));
    expect([input.shape, seen.shape, theta.length]).toEqual([[42, 42], [28, 28], 6]);
    for (const chances of [transformer, plain]) {
      expect(chances.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
      expect(chances.indexOf(Math.max(...chances))).toBe(7);
    }
    const { plain: alone } = kept(() => stn.stnPlain.run(place));
    close(alone, plain);
    // the transformer's output, averaged 2 × 2
    tf.tidy(() => {
      const grid = affineGrid(tf.tensor3d(theta, [1, 2, 3]), [56, 56]);
      const sampled = gridSample(tf.tensor4d(Array.from(input.data), [1, 42, 42, 1]), grid);
      close(seen.data, tf.avgPool(sampled as tf.Tensor4D, 2, 2, "valid").dataSync());
    });
  });

  it("see what is drawn, moved and chosen", () => {
    const ink = stroke(noInk(), { x: -1, y: 0 }, { x: 1, y: 0 }, false);
    const { input } = stn.stnLook.run({ ...place, ink, own: new Array(28 * 28).fill(0) });
    const row = Array.from(input.data).slice(21 * LOOK_SIDE, 22 * LOOK_SIDE);
    expect(Math.min(...row.slice(1, -1))).toBeGreaterThan(0.7);
    expect(input.data[5 * LOOK_SIDE + 20]).toBe(0);
    expect(stroke(ink, { x: -1, y: 0 }, { x: 1, y: 0 }, true)).toEqual(noInk());
    const massOf = (x: number) => {
      const { data } = stn.stnPlain.run({ ...place, x }).input;
      const all = Array.from(data);
      return all.reduce((sum, v, i) => sum + v * (i % LOOK_SIDE), 0) / all.reduce((a, b) => a + b, 0);
    };
    expect(massOf(8) - massOf(2)).toBeCloseTo(6, 1);
  });

  it("turn a digit around", () => {
    const turned = kept(() => stn.stnTurned.run({ digit: 7, hand: 2 }));
    expect([turned.degrees, turned.plain.length, turned.transformer.length]).toEqual([
      TURNS,
      TURNS.length,
      TURNS.length,
    ]);
    const upright = stn.stnPlain.run({ digit: 7, hand: 2, degrees: 0, scale: 1, x: 0, y: 0 });
    expect(turned.plain[TURNS.indexOf(0)]).toBeCloseTo(upright.plain[7]!, 4);
  });
});

describe("training in the page", () => {
  const params = { seed: 2, learningRate: 0.003, steps: 4 };

  it("learns, tells, and leaves nothing", async () => {
    const before = tf.memory().numTensors;
    const told: Told[] = [];
    const run = new Run((one) => told.push(one));
    await stnTrainings.stnDigits(params, run);
    expect(tf.memory().numTensors).toBe(before);
    expect(told.at(-1)).toMatchObject({ step: 4, done: true });
    expect(told.flatMap(({ losses }) => losses)).toHaveLength(4);
    const first = told[0]!.shown as Watched;
    close(first.thetas.data, Array(8).fill([1, 0, 0, 0, 1, 0]).flat());
    expect(first.seen.shape).toEqual([8, 20, 20]);
    expect(stn.stnAtFirst.run(params).labels).toEqual(first.labels);
    const { tensors } = loadSafetensors(run.weights!());
    expect(tensors["0/bias_4"]!.shape).toEqual([6]); // of theta
    tf.dispose(tensors);
  });

  it("waits, takes one step, and stops", async () => {
    const before = tf.memory().numTensors;
    let step = 0;
    const run = new Run((told) => {
      step = told.step;
    });
    run.pause();
    const done = stnTrainings.stnDigits({ ...params, steps: 1000 }, run);
    const settle = () => new Promise((resolve) => setTimeout(resolve, 400));
    await settle();
    expect(step).toBe(0);
    run.step();
    await settle();
    expect(step).toBe(1);
    expect(run.weights).toBeDefined();
    run.stop();
    await done;
    expect(step).toBeLessThan(4);
    expect(run.weights).toBeUndefined();
    expect(tf.memory().numTensors).toBe(before);
  });
});

it("keeps each stored result small", async () => {
  for (const { experiment, defaults } of Object.values(stnFigures)) {
    const { prepare, run } = stn[experiment] as { prepare?(): Promise<void>; run(p: object): unknown };
    await prepare?.();
    const numbers = JSON.stringify(run(defaults), (_, x: unknown) =>
      ArrayBuffer.isView(x) ? Array.from(x as Float32Array, (n) => Number(n.toPrecision(6))) : x,
    );
    expect(numbers.length).toBeLessThan(100_000);
  }
});

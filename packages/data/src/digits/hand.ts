// The hand that writes: what one writer does to the strokes of a shape, and the curve between their points.
import { exact, type Random } from "@attn/core/random";
import type { Stroke } from "./shapes";

/** x, y and the radius of the pen there, three numbers a point. */
export type Line = number[];

/** Moves the points a little, bends, slants, turns and stretches the whole, and smooths it into lines. */
export function write(strokes: readonly Stroke[], random: Random): Line[] {
  const wobble = random.uniform(0.5, 4.5);
  const move = writerMap(random);
  const radius = penRadius(random);
  const pressure = random.normal(0, 0.12);
  const corners = new Map<string, [number, number]>(); // where strokes meet they stay together
  return strokes.map((stroke) => {
    const moved: number[] = [];
    for (let k = 0; k < stroke.length; k += 2) {
      const key = `${stroke[k]} ${stroke[k + 1]}`;
      const [dx, dy] = corners.get(key) ?? [random.normal(0, wobble), random.normal(0, wobble)];
      corners.set(key, [dx, dy]);
      moved.push(...move(stroke[k]! + dx, stroke[k + 1]! + dy));
    }
    return smooth(moved, (x, y) => radius * (1 + pressure * (x + y)));
  });
}

/** A smooth map of the plane: quadratic bending, then aspect, slant and turn. Of hundredths, to about [−½, ½]. */
function writerMap(random: Random): (x: number, y: number) => [number, number] {
  const bend = Array.from({ length: 6 }, () => random.normal(0, 0.16));
  const aspect = Math.max(0.3, random.normal(0.88, 0.25));
  const slant = random.normal(0.22, 0.3);
  const turn = random.normal(0, 0.12);
  const [c, s] = [exact.cos(turn), exact.sin(turn)];
  return (x100, y100) => {
    const [x, y] = [x100 / 100 - 0.5, y100 / 100 - 0.5];
    const bx = x + bend[0]! * x * x + bend[1]! * x * y + bend[2]! * y * y;
    const by = y + bend[3]! * x * x + bend[4]! * x * y + bend[5]! * y * y;
    const sx = aspect * bx - slant * by;
    return [c * sx - s * by, s * sx + c * by];
  };
}

/** Half the width of the stroke, in parts of the digit's box. */
function penRadius(random: Random): number {
  return Math.min(0.15, Math.max(0.03, random.normal(0.072, 0.027)));
}

const STEPS = 7;

/** The Catmull-Rom curve through the points, as short straight pieces. */
function smooth(points: readonly number[], radius: (x: number, y: number) => number): Line {
  const n = points.length / 2;
  const at = (i: number, axis: number) => points[2 * Math.min(n - 1, Math.max(0, i)) + axis]!;
  const line: Line = [at(0, 0), at(0, 1), radius(at(0, 0), at(0, 1))];
  for (let i = 0; i < n - 1; i++) {
    for (let step = 1; step <= STEPS; step++) {
      const [x, y] = [0, 1].map((axis) =>
        catmullRom(at(i - 1, axis), at(i, axis), at(i + 1, axis), at(i + 2, axis), step / STEPS),
      ) as [number, number];
      line.push(x, y, radius(x, y));
    }
  }
  return line;
}

const catmullRom = (a: number, b: number, c: number, d: number, t: number): number =>
  b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));

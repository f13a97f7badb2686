// What the reader draws on the nets' image, as `packInk` has it.
import { LOOK_SIDE } from "../../lab/experiments/stnSizes";
import { packInk, unpackInk } from "../../lab/ink";

export const noInk = (): number[] => packInk(Array(LOOK_SIDE ** 2).fill(0));

/** Sets, or clears, the pixels near the line from one place to another, each in [−1, 1]. */
export function stroke(ink: readonly number[], from: Place, to: Place, erase: boolean): number[] {
  const [a, b] = [pixelOf(from), pixelOf(to)];
  const radius = erase ? 2.6 : 1.2;
  const pixels = unpackInk(ink).map((pixel, i) => {
    const middle = { x: (i % LOOK_SIDE) + 0.5, y: Math.floor(i / LOOK_SIDE) + 0.5 };
    return distance(middle, a, b) > radius ? pixel : Number(!erase);
  });
  return packInk(pixels);
}

interface Place {
  x: number;
  y: number;
}

const pixelOf = ({ x, y }: Place): Place => ({ x: ((x + 1) / 2) * LOOK_SIDE, y: ((y + 1) / 2) * LOOK_SIDE });

/** Of a point from a piece of a line. */
function distance({ x, y }: Place, a: Place, b: Place): number {
  const [vx, vy] = [b.x - a.x, b.y - a.y];
  const length2 = vx * vx + vy * vy;
  const along = length2 > 0 ? Math.min(1, Math.max(0, ((x - a.x) * vx + (y - a.y) * vy) / length2)) : 0;
  return Math.hypot(x - a.x - along * vx, y - a.y - along * vy);
}

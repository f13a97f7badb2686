// What the reader has drawn on the nets' image, a bit a pixel, packed so that it fits into an address.
import { INK_BITS, INK_WORDS, LOOK_SIDE } from "../../lab/experiments/stnSizes";

export const noInk = (): number[] => Array(LOOK_SIDE * INK_WORDS).fill(0);

/** Sets, or clears, the pixels near the line from one place to another, each in [−1, 1]. */
export function stroke(words: readonly number[], from: Place, to: Place, erase: boolean): number[] {
  const next = [...words];
  const [a, b] = [pixelOf(from), pixelOf(to)];
  const radius = erase ? 2.6 : 1.2;
  for (let row = 0; row < LOOK_SIDE; row++)
    for (let column = 0; column < LOOK_SIDE; column++) {
      if (distance({ x: column + 0.5, y: row + 0.5 }, a, b) > radius) continue;
      const word = row * INK_WORDS + Math.floor(column / INK_BITS);
      const bit = 1 << (column % INK_BITS);
      next[word] = erase ? next[word]! & ~bit : next[word]! | bit;
    }
  return next;
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

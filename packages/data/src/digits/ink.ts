// Lines to pixels, as MNIST has them: the digit fills a box of 20 of 28 pixels and its center of mass is the image's.
import type { Line } from "./hand";

/** Draws the lines into `out`, `size` × `size`, in 256 gray values from 0 to 1. */
export function ink(lines: readonly Line[], size: number, out: Float32Array): void {
  const canvas = new Float32Array(size * size);
  for (const line of fit(lines, size)) drawLine(line, size, canvas);
  const [dx, dy] = toCenter(canvas, size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const fromX = x - dx;
      const fromY = y - dy;
      const inside = fromX >= 0 && fromX < size && fromY >= 0 && fromY < size;
      out[y * size + x] = inside ? Math.round(canvas[fromY * size + fromX]! * 255) / 255 : 0;
    }
  }
}

/** Scales so that the ink's longer side is 20/28 of the image, in its middle. Pixel i spans [i, i + 1]. */
function fit(lines: readonly Line[], size: number): Line[] {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines) {
    for (let k = 0; k < line.length; k += 3) {
      left = Math.min(left, line[k]! - line[k + 2]!);
      right = Math.max(right, line[k]! + line[k + 2]!);
      top = Math.min(top, line[k + 1]! - line[k + 2]!);
      bottom = Math.max(bottom, line[k + 1]! + line[k + 2]!);
    }
  }
  const scale = ((20 / 28) * size) / Math.max(right - left, bottom - top);
  const [x0, y0] = [size / 2 - (scale * (left + right)) / 2, size / 2 - (scale * (top + bottom)) / 2];
  return lines.map((line) =>
    line.map((value, k) => (k % 3 === 0 ? x0 + scale * value : k % 3 === 1 ? y0 + scale * value : scale * value)),
  );
}

function drawLine(line: Line, size: number, canvas: Float32Array): void {
  for (let k = 0; k + 3 < line.length; k += 3) drawPiece(line, k, size, canvas);
}

const SOFT = 1.2; // pixels over which the edge of a stroke fades

/** A straight piece with round ends, its radius changing along it. Overlapping ink does not add up. */
function drawPiece(line: Line, k: number, size: number, canvas: Float32Array): void {
  const [ax, ay, ar, bx, by, br] = [line[k]!, line[k + 1]!, line[k + 2]!, line[k + 3]!, line[k + 4]!, line[k + 5]!];
  const reach = Math.max(ar, br) + SOFT / 2;
  const vx = bx - ax;
  const vy = by - ay;
  const length2 = vx * vx + vy * vy;
  const lastX = Math.min(size - 1, Math.floor(Math.max(ax, bx) + reach));
  const lastY = Math.min(size - 1, Math.floor(Math.max(ay, by) + reach));
  const firstX = Math.max(0, Math.floor(Math.min(ax, bx) - reach));
  for (let y = Math.max(0, Math.floor(Math.min(ay, by) - reach)); y <= lastY; y++) {
    for (let x = firstX; x <= lastX; x++) {
      const px = x + 0.5 - ax;
      const py = y + 0.5 - ay;
      const along = length2 > 0 ? Math.min(1, Math.max(0, (px * vx + py * vy) / length2)) : 0;
      const dx = px - along * vx;
      const dy = py - along * vy;
      const distance2 = dx * dx + dy * dy;
      if (distance2 >= reach * reach) continue;
      const cover = (ar + along * (br - ar) - Math.sqrt(distance2)) / SOFT + 0.5;
      const i = y * size + x;
      if (cover > canvas[i]!) canvas[i] = Math.min(1, cover);
    }
  }
}

/** How many whole pixels the ink must move for its center of mass to be the image's center. */
function toCenter(canvas: Float32Array, size: number): [dx: number, dy: number] {
  let [mass, mx, my] = [0, 0, 0];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const m = canvas[y * size + x]!;
      mass += m;
      mx += m * (x + 0.5);
      my += m * (y + 0.5);
    }
  }
  if (mass === 0) return [0, 0]; // too small an image to hold any ink
  return [Math.round(size / 2 - mx / mass), Math.round(size / 2 - my / mass)];
}

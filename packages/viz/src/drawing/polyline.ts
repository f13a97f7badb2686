import { blend, type Color, type Picture, type Rectangle } from "./canvas";

/** x, y in pixels; pixel i spans [i, i + 1]. */
export type Point = readonly [x: number, y: number];

/** A line through the points, anti-aliased with round ends and joints, drawn inside `clip` alone. */
export function drawPolyline(
  picture: Picture,
  points: readonly Point[],
  width: number,
  color: Color,
  clip: Rectangle,
): void {
  const cover = new Map<number, number>(); // crossings and joints are not covered twice
  for (let k = 0; k + 1 < points.length; k++)
    coverSegment(points[k]!, points[k + 1]!, width / 2, picture.width, clip, cover);
  for (const [at, amount] of cover) blend(picture, at % picture.width, Math.floor(at / picture.width), color, amount);
}

function coverSegment(
  [ax, ay]: Point,
  [bx, by]: Point,
  radius: number,
  stride: number,
  clip: Rectangle,
  cover: Map<number, number>,
): void {
  if (![ax, ay, bx, by].every(Number.isFinite)) return;
  const [vx, vy] = [bx - ax, by - ay];
  const length2 = vx * vx + vy * vy;
  const reach = radius + 0.5;
  const lastX = Math.min(clip.x + clip.width - 1, Math.floor(Math.max(ax, bx) + reach));
  const lastY = Math.min(clip.y + clip.height - 1, Math.floor(Math.max(ay, by) + reach));
  for (let y = Math.max(clip.y, Math.floor(Math.min(ay, by) - reach)); y <= lastY; y++) {
    for (let x = Math.max(clip.x, Math.floor(Math.min(ax, bx) - reach)); x <= lastX; x++) {
      const [px, py] = [x + 0.5 - ax, y + 0.5 - ay];
      const along = length2 > 0 ? Math.min(1, Math.max(0, (px * vx + py * vy) / length2)) : 0;
      const amount = Math.min(1, radius + 0.5 - Math.hypot(px - along * vx, py - along * vy));
      const at = y * stride + x;
      if (amount > (cover.get(at) ?? 0)) cover.set(at, amount);
    }
  }
}

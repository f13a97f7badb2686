import { describe, expect, it } from "vitest";
import { affineThetas } from "./inputs";

describe("affineThetas", () => {
  it.each([
    { B: 3, H: 60, W: 60, h: 28, w: 28 },
    { B: 2, H: 512, W: 512, h: 512, w: 512 },
    { B: 2, H: 40, W: 30, h: 17, w: 23 },
  ])("never sample where two pixels meet: $H x $W -> $h x $w", ({ B, H, W, h, w }) => {
    const { data } = affineThetas({ B, H, W, h, w }, 2);
    let nearest = 1;
    for (let b = 0; b < B; b++) {
      const [p, q, r, s, t, u] = data.subarray(b * 6) as unknown as number[];
      expect(Math.abs(q! + s!)).toBeGreaterThan(0.01); // something turns
      for (let i = 0; i < h; i++) {
        for (let j = 0; j < w; j++) {
          const [x, y] = [(2 * j + 1) / w - 1, (2 * i + 1) / h - 1];
          const [column, row] = [p! * x + q! * y + r!, s! * x + t! * y + u!];
          nearest = Math.min(nearest, fromInteger(((column + 1) * W - 1) / 2), fromInteger(((row + 1) * H - 1) / 2));
        }
      }
    }
    expect(nearest).toBeGreaterThan(0.06);
  });
});

const fromInteger = (x: number): number => Math.abs(x - Math.round(x));

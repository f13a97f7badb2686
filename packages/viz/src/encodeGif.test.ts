import { GifReader } from "omggif";
import { describe, expect, it } from "vitest";
import { blank, fill, type Picture } from "./drawing/canvas";
import { encodeGif } from "./encodeGif";

/** A ramp of grays with a colored square. */
function frame(square: number): Picture {
  const picture = blank(32, 8, [0, 0, 0]);
  for (let x = 0; x < 32; x++) fill(picture, { x, y: 0, width: 1, height: 8 }, [x * 8, x * 8, x * 8]);
  fill(picture, { x: square, y: 2, width: 4, height: 4 }, [255, 176, 0]);
  return picture;
}

describe("encodeGif", () => {
  it("keeps pictures, their order and their times", async () => {
    const frames = [frame(0), frame(10), frame(20)];
    const gif = new GifReader(await encodeGif(frames, { delay: 50, lastDelay: 700 }));
    expect([gif.width, gif.height, gif.numFrames(), gif.loopCount()]).toEqual([32, 8, 3, 0]);
    expect([0, 1, 2].map((i) => gif.frameInfo(i).delay)).toEqual([5, 5, 70]);
    const pixels = new Uint8Array(32 * 8 * 4);
    frames.forEach(({ data }, i) => {
      gif.decodeAndBlitFrameRGBA(i, pixels);
      const worst = Math.max(...data.map((value, k) => Math.abs(value - pixels[k]!)));
      expect(worst).toBeLessThanOrEqual(8); // 255 colors for all frames
    });
  });

  it("can end after the last", async () => {
    expect(new GifReader(await encodeGif([frame(0), frame(9)], { loop: false })).loopCount()).not.toBe(0);
  });

  it("says what is wrong", async () => {
    await expect(encodeGif([])).rejects.toThrow("encodeGif: frames must be a list with at least one picture, got []");
    await expect(encodeGif([frame(0), blank(3, 3, [0, 0, 0])])).rejects.toThrow(
      "encodeGif: all frames must be 32 × 8, got 3 × 3",
    );
    await expect(encodeGif([frame(0)], { delay: 5 })).rejects.toThrow(
      "encodeGif: delay must be a whole number from 10, got 5",
    );
  });
});

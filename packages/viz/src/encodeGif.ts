import { ConfigError, checkedCount, checkedOptions, flag, ShapeError, shown } from "@attn/core";
import type { Picture } from "./drawing/canvas";
import { checkedPicture } from "./encodePng";

export interface GifOptions {
  /** How long a picture stays, in milliseconds, in whole hundredths of a second; 100 by default. */
  delay?: number;
  /** How long the last one stays; ten times as long by default. */
  lastDelay?: number;
  /** Whether it begins again at the end; true by default. */
  loop?: boolean;
}

/**
 * Pictures one after the other as the bytes of a GIF file, of 255 colors that are chosen for all of them. Runs wherever JavaScript runs.
 *
 * @throws ShapeError if there are none, or they are not of one size
 * @throws ConfigError for an unknown option, or one out of its range
 */
export const encodeGif = (frames: readonly Picture[], options: GifOptions = {}): Promise<Uint8Array> =>
  gifOf("encodeGif", frames, options);

/** As `encodeGif`, for a caller of another name. */
export async function gifOf(who: string, frames: readonly Picture[], options: GifOptions): Promise<Uint8Array> {
  if (!Array.isArray(frames) || frames.length === 0) {
    throw new ShapeError(`${who}: frames must be a list with at least one picture, got ${shown(frames)}`);
  }
  const all = Array.from(frames as Picture[], (frame) => checkedPicture(who, frame));
  const { width, height } = all[0]!;
  for (const frame of all) {
    if (frame.width === width && frame.height === height) continue;
    throw new ShapeError(`${who}: all frames must be ${width} × ${height}, got ${frame.width} × ${frame.height}`);
  }
  const { delay = 100, lastDelay = 10 * delay, ...rest } = checkedOptions(who, options, ["delay", "lastDelay", "loop"]);
  checkDelay(who, "delay", delay);
  checkDelay(who, "lastDelay", lastDelay);
  const loop = flag(who, "loop", rest.loop, true);
  const { encode } = await import("modern-gif");
  const bytes = await encode({
    ...{ width, height, maxColors: 255, looped: loop, loopCount: 0 },
    frames: all.map(({ data }: Picture, i: number) => ({
      data: Uint8ClampedArray.from(data),
      delay: i === all.length - 1 ? lastDelay : delay,
    })),
  });
  return new Uint8Array(bytes);
}

function checkDelay(who: string, name: string, delay: number): void {
  checkedCount(who, name, delay, 10);
  if (delay > 655_350) throw new ConfigError(`${who}: ${name} must be at most 655350, got ${shown(delay)}`);
}

import { ConfigError, ShapeError, shown } from "@attn/core";
import { Tensor } from "@tensorflow/tfjs-core";

/** Images `[B, H, W, 1]`, `[B, H, W, 3]` or `[B, H, W]`: a tensor, or numbers and their shape. */
export type Images = Tensor | { data: ArrayLike<number>; shape: readonly number[] };

/** What is drawn at the low and the high end of the colors; `"auto"`: the smallest and largest finite number. */
export type ValueRange = readonly [low: number, high: number] | "auto";

export interface CheckedImages {
  data: ArrayLike<number>;
  count: number;
  height: number;
  width: number;
  channels: 1 | 3;
}

/** @throws ShapeError if they are not images, or none */
export function checkedImages(who: string, images: Images): CheckedImages {
  const shape = images?.shape;
  const sides: number[] = Array.isArray(shape) && [...shape].every(Number.isSafeInteger) ? shape : [];
  const [count = 0, height = 0, width = 0, channels = 1] = sides;
  const good = (sides.length === 3 || sides.length === 4) && (channels === 1 || channels === 3);
  if (!good || Math.min(count, height, width) < 1) {
    throw new ShapeError(
      `${who} must be [B, H, W, 1 or 3] or [B, H, W] with no dimension 0, got ${shape === undefined ? shown(images) : shown(shape)}`,
    );
  }
  if (images instanceof Tensor && images.isDisposed) throw new ShapeError(`${who} must not be disposed`);
  const data = images instanceof Tensor ? images.dataSync() : images.data;
  if (typeof data !== "object" || data?.length !== count * height * width * channels) {
    throw new ShapeError(`${who} must have as many numbers as ${shown(shape)} says, got ${data?.length}`);
  }
  return { data, count, height, width, channels };
}

/** @throws ConfigError if the range is not two different finite numbers */
export function checkedRange(who: string, range: ValueRange, { data }: CheckedImages): readonly [number, number] {
  if (range === "auto") {
    let [low, high] = [Infinity, -Infinity];
    for (let i = 0; i < data.length; i++) {
      const value = data[i]!;
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return low < high ? [low, high] : low === high ? [low - 0.5, high + 0.5] : [0, 1];
  }
  if (Array.isArray(range) && range.length === 2 && [...range].every(Number.isFinite) && range[0] !== range[1])
    return range;
  throw new ConfigError(`${who} must be [low, high], two different numbers, or "auto", got ${shown(range)}`);
}

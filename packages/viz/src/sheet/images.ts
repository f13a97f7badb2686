import { ShapeError, shown } from "@attn/core";
import { Tensor } from "@tensorflow/tfjs-core";

/** Images `[B, H, W, 1]`, `[B, H, W, 3]` or `[B, H, W]`: a tensor, or numbers and their shape. */
export type Images = Tensor | { data: ArrayLike<number>; shape: readonly number[] };

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

// The geometry that convolutions and poolings share, checked, because tfjs checks it for neither gradient.
import type { backend_util, TensorInfo } from "@tensorflow/tfjs-core";
import { ConfigError, ShapeError } from "../shapes/errors";

export type Shape4D = [number, number, number, number];
export type Tuple = [number, number] | number;
export type RoundingMode = "floor" | "round" | "ceil";
export type Pad = "valid" | "same" | number | backend_util.ExplicitPadding;

/** Strides, filter and padding are whole numbers. @throws ConfigError */
export function wholeWindow(op: string, info: backend_util.Conv2DInfo): void {
  const { strideHeight, strideWidth, filterHeight, filterWidth, padInfo } = info;
  if (![strideHeight, strideWidth].every((n) => Number.isInteger(n) && n > 0)) {
    throw new ConfigError(`${op}: strides must be whole numbers from 1, got ${strideHeight}, ${strideWidth}`);
  }
  if (![filterHeight, filterWidth].every((n) => Number.isInteger(n) && n > 0)) {
    throw new ConfigError(
      `${op}: the filter's sides must be whole numbers from 1, got ${filterHeight}, ${filterWidth}`,
    );
  }
  if (!Number.isInteger(padInfo.top) || !Number.isInteger(padInfo.left)) {
    throw new ConfigError(`${op}: pad must be of whole numbers, got ${padInfo.top}, ${padInfo.left}`);
  }
}

/** dy has the batch and the channels of the forward pass and at least its rows and columns. @throws ShapeError */
export function coversOutput(op: string, dy: TensorInfo, info: backend_util.Conv2DInfo): void {
  const [B, C] = [info.batchSize, info.outChannels];
  const [h, w] = [Math.max(info.outHeight, 0), Math.max(info.outWidth, 0)];
  const last = info.dataFormat === "channelsLast";
  const [b, ...rest] = dy.shape as Shape4D;
  const [i, j, c] = last ? rest : [rest[1], rest[2], rest[0]];
  if (b === B && c === C && i >= h && j >= w) return;
  const wanted = last ? [B, h, w, C] : [B, C, h, w];
  throw new ShapeError(`${op}: dy must be [${wanted.join(", ")}], got [${dy.shape.join(", ")}]`);
}

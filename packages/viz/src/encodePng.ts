import { encode } from "fast-png";
import type { Picture } from "./drawing/canvas";

/** The picture as the bytes of a PNG file, 8 bits RGBA. Runs wherever JavaScript runs. */
export function encodePng({ width, height, data }: Picture): Uint8Array {
  return encode({ width, height, data, channels: 4, depth: 8 });
}

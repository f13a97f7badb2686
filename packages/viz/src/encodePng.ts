import { checkedCount, isObject, ShapeError, shown } from "@attn/core";
import { encode } from "fast-png";
import type { Picture } from "./drawing/canvas";

/** The picture as the bytes of a PNG file, 8 bits RGBA. Runs wherever JavaScript runs. @throws ShapeError if it is none */
export function encodePng(picture: Picture): Uint8Array {
  const { width, height, data } = checkedPicture("encodePng", picture);
  return encode({ width, height, data, channels: 4, depth: 8 });
}

/** @throws ShapeError, ConfigError unless it is a picture */
export function checkedPicture(who: string, picture: Picture): Picture {
  if (!isObject(picture)) throw new ShapeError(`${who}: picture must be a picture, got ${shown(picture)}`);
  const { width, height, data } = picture;
  checkedCount(who, "width", width, 1);
  checkedCount(who, "height", height, 1);
  const wanted = `${who}: data must be ${width}·${height}·4 bytes, got`;
  if (!(data instanceof Uint8ClampedArray || (data as unknown) instanceof Uint8Array)) {
    throw new ShapeError(`${wanted} ${shown(data)}`);
  }
  if (data.length !== width * height * 4) throw new ShapeError(`${wanted} ${data.length}`);
  return picture;
}

import { ConfigError, shown } from "@attn/core";

/** Red, green and blue from 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** A picture as canvases and `ImageData` have it: RGBA, row-major, 8 bits each. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** @throws ConfigError unless it is a color */
export function checkColor(who: string, color: Color): void {
  const good =
    Array.isArray(color) && color.length === 3 && Array.from(color).every((part) => part >= 0 && part <= 255);
  if (!good) throw new ConfigError(`${who} must be [red, green, blue], numbers from 0 to 255, got ${shown(color)}`);
}

export function blank(width: number, height: number, color: Color): Picture {
  const picture = { width, height, data: new Uint8ClampedArray(width * height * 4) };
  fill(picture, { x: 0, y: 0, width, height }, color);
  return picture;
}

/** Paints a rectangle; the part of it that is outside the picture is left out. */
export function fill(picture: Picture, { x, y, width, height }: Rectangle, color: Color): void {
  const right = Math.min(picture.width, x + width);
  for (let row = Math.max(0, y); row < Math.min(picture.height, y + height); row++) {
    for (let column = Math.max(0, x); column < right; column++) {
      const at = (row * picture.width + column) * 4;
      picture.data[at] = color[0];
      picture.data[at + 1] = color[1];
      picture.data[at + 2] = color[2];
      picture.data[at + 3] = 255;
    }
  }
}

/** Lays `color` over a pixel, `cover` of it from 0 to 1. Nothing happens outside the picture. */
export function blend({ width, height, data }: Picture, x: number, y: number, color: Color, cover: number): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  const at = (y * width + x) * 4;
  for (let k = 0; k < 3; k++) data[at + k] = data[at + k]! + (color[k]! - data[at + k]!) * cover;
  data[at + 3] = 255;
}

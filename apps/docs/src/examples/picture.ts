// What the page shows of a value: tensors also as pictures or bars, pictures and files of pictures as they are.
import { Tensor } from "@tensorflow/tfjs-core";
import { paint, rangeOf } from "../components/colors";
import { inspect } from "./inspect";
import type { Shown } from "./told";

const MOST_IMAGES = 12;
const MOST_PIXELS = 2 ** 21;
const MOST_BARS = 256;
const MOST_NUMBERS = 100;
/** Of a picture that nobody asked for. */
const LEAST_SIDE = 4;

/** `always` shows small tensors too: who calls `show` wants to see. */
export function shownAs(x: unknown, { title = "", always = false } = {}): Shown[] {
  if (x instanceof Tensor) return tensor(x, title, always);
  if (isPicture(x))
    return [
      {
        kind: "image",
        width: x.width,
        height: x.height,
        pixels: Uint8ClampedArray.from(x.data),
        caption: title || `${x.width} × ${x.height}`,
      },
    ];
  const type = x instanceof Uint8Array ? fileType(x) : undefined;
  if (type) return [{ kind: "file", bytes: Uint8Array.from(x as Uint8Array), type, caption: title }];
  return [{ kind: "text", text: title ? `${title}: ${inspect(x)}` : inspect(x) }];
}

/** As tfjs prints it; where there is a picture, many numbers are left out. */
function tensor(x: Tensor, title: string, always: boolean): Shown[] {
  const pictures = drawn(x, title, always ? 1 : LEAST_SIDE) ?? [];
  if (always && pictures.length > 0) return pictures;
  const short = pictures.length > 0 && x.size > MOST_NUMBERS;
  const text = short ? `Tensor ${x.dtype} [${x.shape.join(", ")}]` : x.toString();
  return [{ kind: "text", text }, ...pictures];
}

/** A tensor as one or more images, or as bars; nothing if its shape is not that of one, or a side is less than `least`. */
function drawn(x: Tensor, title: string, least: number): Shown[] | undefined {
  if (x.dtype !== "float32" && x.dtype !== "int32" && x.dtype !== "bool") return undefined;
  const shape = x.shape;
  if (x.size === 0 || x.size > MOST_PIXELS) return undefined;
  const caption = [title, `[${shape.join(", ")}]`].filter(Boolean).join(" ");
  if (shape.length === 1)
    return x.size > 1 && x.size <= MOST_BARS
      ? [{ kind: "bars", values: Array.from(x.dataSync()), caption }]
      : undefined;
  const sides = sidesOf(shape);
  if (!sides || Math.min(sides.height, sides.width) < least) return undefined;
  return images(x.dataSync(), sides, caption);
}

interface Sides {
  count: number;
  height: number;
  width: number;
  channels: number;
}

/** `[H, W]`, `[H, W, 1 or 3]`, `[B, H, W, 1 or 3]`. */
function sidesOf(shape: readonly number[]): Sides | undefined {
  const [a, b, c, d] = shape as [number, number, number, number];
  if (shape.length === 2) return { count: 1, height: a, width: b, channels: 1 };
  if (shape.length === 3 && (c === 1 || c === 3)) return { count: 1, height: a, width: b, channels: c };
  if (shape.length === 4 && (d === 1 || d === 3)) return { count: a, height: b, width: c, channels: d };
  return undefined;
}

function images(data: ArrayLike<number>, { count, height, width, channels }: Sides, caption: string): Shown[] {
  const numbers = Float32Array.from(data);
  const [least, most] = rangeOf(numbers, "gray");
  const range = least >= 0 && most <= 1 ? ([0, 1] as const) : ([least, most] as const);
  const size = height * width * channels;
  const told = `${caption}, ${range.map((x) => Number(x.toPrecision(3))).join(" to ")}`;
  return Array.from({ length: Math.min(count, MOST_IMAGES) }, (_, i) => {
    const part = numbers.subarray(i * size, (i + 1) * size);
    const pixels =
      channels === 3
        ? colored(part, range)
        : paint(part, range, count === 1 && caption.split(",").length === 2 ? "viridis" : "gray");
    const rest = i === MOST_IMAGES - 1 && count > MOST_IMAGES ? `; ${count - MOST_IMAGES} more` : "";
    return { kind: "image", width, height, pixels, caption: count === 1 ? told : i === 0 ? told : `${i}${rest}` };
  });
}

function colored(data: Float32Array, [low, high]: readonly [number, number]): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray((data.length / 3) * 4).fill(255);
  for (let i = 0; i < data.length; i++)
    pixels[Math.floor(i / 3) * 4 + (i % 3)] = (255 * (data[i]! - low)) / (high - low || 1);
  return pixels;
}

interface Picture {
  width: number;
  height: number;
  data: Uint8Array | Uint8ClampedArray;
}

function isPicture(x: unknown): x is Picture {
  if (typeof x !== "object" || x === null || !("width" in x && "height" in x && "data" in x)) return false;
  const { width, height, data } = x as { width: number; height: number; data: unknown };
  return (data instanceof Uint8Array || data instanceof Uint8ClampedArray) && data.length === width * height * 4;
}

function fileType(bytes: Uint8Array): "image/png" | "image/gif" | undefined {
  const start = String.fromCharCode(...bytes.subarray(1, 4));
  return start === "PNG" ? "image/png" : start === "IF8" ? "image/gif" : undefined;
}

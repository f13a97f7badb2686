// A picture file of the reader's in small. It is read by the browser and goes to the worker, nowhere else.

/** The middle square of a picture as `[side, side, 3]`. @throws Error if the browser cannot read it */
export async function colorsOf(file: Blob, side: number): Promise<number[]> {
  const picture = await read(file);
  const square = Math.min(picture.width, picture.height);
  const [x, y] = [(picture.width - square) / 2, (picture.height - square) / 2];
  const data = drawn(side, side, (context) => {
    context.fillStyle = "#fff";
    context.fillRect(0, 0, side, side);
    context.drawImage(picture, x, y, square, square, 0, 0, side, side);
  });
  return Array.from({ length: side * side * 3 }, (_, i) => data[4 * Math.floor(i / 3) + (i % 3)]! / 255);
}

/**
 * A picture as a digit's `side` × `side` pixels: light ink on a dark ground, in a box of 20/28 of the image, as MNIST has
 * it. @throws Error if the browser cannot read it
 */
export async function inkOf(file: Blob, side: number): Promise<number[]> {
  const picture = await read(file);
  const scale = 112 / Math.max(picture.width, picture.height);
  const [w, h] = [picture.width, picture.height].map((length) => Math.max(1, Math.round(length * scale))) as [
    number,
    number,
  ];
  const seen = lightness(drawn(w, h, (context) => context.drawImage(picture, 0, 0, w, h)));
  const dark = seen.filter((x) => x < 0.5).length > seen.length / 2; // the ground
  const box = boxOf(seen, w, h, (x) => (dark ? x : 1 - x) > 0.4);
  const to = ((20 / 28) * side) / Math.max(box.width, box.height);
  const data = drawn(side, side, (context) => {
    context.fillStyle = dark ? "#000" : "#fff";
    context.fillRect(0, 0, side, side);
    context.translate(side / 2, side / 2);
    context.scale(to, to);
    context.drawImage(picture, -box.left - box.width / 2, -box.top - box.height / 2, w, h);
  });
  return lightness(data).map((x) => (dark ? x : 1 - x));
}

const read = (file: Blob): Promise<ImageBitmap> =>
  createImageBitmap(file).catch(() => {
    throw new Error("This file is no picture that the browser can read.");
  });

/** What is drawn, four bytes a pixel. */
function drawn(width: number, height: number, draw: (context: CanvasRenderingContext2D) => void): Uint8ClampedArray {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.imageSmoothingQuality = "high";
  draw(context);
  return context.getImageData(0, 0, width, height).data;
}

const lightness = (data: Uint8ClampedArray): number[] =>
  Array.from(
    { length: data.length / 4 },
    (_, i) => (0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!) / 255,
  );

/** The box around the ink, or around everything where there is none. */
function boxOf(pixels: number[], w: number, h: number, isInk: (x: number) => boolean) {
  const ink = pixels.flatMap((x, i) => (isInk(x) ? [[i % w, Math.floor(i / w)] as const] : []));
  if (ink.length === 0) return { left: 0, top: 0, width: w, height: h };
  const span = (axis: 0 | 1) => {
    const all = ink.map((place) => place[axis]);
    const first = all.reduce((a, b) => Math.min(a, b));
    return [first, all.reduce((a, b) => Math.max(a, b)) - first + 1] as const;
  };
  const [[left, width], [top, height]] = [span(0), span(1)];
  return { left, top, width, height };
}

// A picture file as a digit's pixels: light ink on a dark ground, in a box of 20/28 of the image, as MNIST has it.

/** `size` × `size` numbers from 0 to 1. @throws Error if the file is no picture that the browser knows */
export async function pixelsOfFile(file: Blob, size: number): Promise<number[]> {
  const picture = await createImageBitmap(file).catch(() => {
    throw new Error("This file is no picture that the browser can read.");
  });
  const scale = 112 / Math.max(picture.width, picture.height);
  const [w, h] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale))) as [
    number,
    number,
  ];
  const seen = lightness(w, h, (context) => context.drawImage(picture, 0, 0, w, h));
  const dark = seen.filter((x) => x < 0.5).length > seen.length / 2; // the ground
  const box = boxOf(seen, w, h, (x) => (dark ? x : 1 - x) > 0.4);
  const to = ((20 / 28) * size) / Math.max(box.width, box.height);
  const pixels = lightness(size, size, (context) => {
    context.fillStyle = dark ? "#000" : "#fff";
    context.fillRect(0, 0, size, size);
    context.translate(size / 2, size / 2);
    context.scale(to, to);
    context.drawImage(picture, -box.left - box.width / 2, -box.top - box.height / 2, w, h);
  });
  return dark ? pixels : pixels.map((x) => 1 - x);
}

function lightness(width: number, height: number, draw: (context: CanvasRenderingContext2D) => void): number[] {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.imageSmoothingQuality = "high";
  draw(context);
  const { data } = context.getImageData(0, 0, width, height);
  const at = (i: number) => 0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!;
  return Array.from({ length: width * height }, (_, i) => at(i) / 255);
}

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

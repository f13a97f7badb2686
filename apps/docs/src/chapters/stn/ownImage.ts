// An image of the reader's, in small. It is read by the browser and goes to the worker, nowhere else.

/** The middle square of the image as `[side, side, 3]`. @throws Error if the browser cannot read it */
export async function colorsOf(file: Blob, side: number): Promise<number[]> {
  const image = await createImageBitmap(file);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff";
  context.fillRect(0, 0, side, side);
  const square = Math.min(image.width, image.height);
  context.drawImage(image, (image.width - square) / 2, (image.height - square) / 2, square, square, 0, 0, side, side);
  image.close();
  const { data } = context.getImageData(0, 0, side, side);
  return Array.from({ length: side * side * 3 }, (_, i) => data[4 * Math.floor(i / 3) + (i % 3)]! / 255);
}

/** Light ink on a dark ground, as the nets know digits: what is darker than the rim of the image is ink. */
export async function inkOf(file: Blob, side: number): Promise<number[]> {
  const colors = await colorsOf(file, side);
  const gray = Array.from(
    { length: side * side },
    (_, i) => (colors[3 * i]! + colors[3 * i + 1]! + colors[3 * i + 2]!) / 3,
  );
  const rim = gray.filter(
    (_, i) => Math.min(i % side, side - 1 - (i % side), Math.floor(i / side), side - 1 - Math.floor(i / side)) === 0,
  );
  const ground = rim.sort((a, b) => a - b)[Math.floor(rim.length / 2)]!;
  const far = gray.map((x) => Math.abs(x - ground));
  const most = Math.max(...far) || 1;
  return far.map((x) => Math.max(0, Math.min(1, (1.4 * x) / most - 0.3)));
}

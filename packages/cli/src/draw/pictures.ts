// What DRAW's models did, in pictures.
import { type Draw, type DrawClassifier, klOfLatents } from "@attn/draw";
import {
  contactSheet,
  heatmaps,
  type Outline,
  type Picture,
  type Strip,
  type Windows,
  windowOutlines,
} from "@attn/viz";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

type Color = readonly [number, number, number];
const WRITES: Color = [255, 176, 0];
const READS: Color = [86, 180, 233];

/** Steps that are shown of many: the first and the last among them, the others evenly between. */
function shownSteps(T: number, most = 10): number[] {
  const count = Math.min(T, most);
  return Array.from({ length: count }, (_, i) => Math.round((i * (T - 1)) / Math.max(count - 1, 1)));
}

export interface DrawingOptions {
  title: string;
  seed: number;
  /** How many new images are drawn below. */
  imagined: number;
}

/** The paper's figures: rows of images as they come to be, with where each step reads and writes, and what was to be drawn. */
export function drawingPicture(draw: Draw, x: Tensor, { title, seed, imagined }: DrawingOptions): Picture {
  return inTidy(() => {
    const { steps, attention } = draw.config;
    const shown = shownSteps(steps);
    const drawn = draw.reconstruct(x, { seed });
    const invented = draw.generate(imagined, { seed });
    const rows = (what: string, canvases: Tensor, outlines: Outline[][][] | undefined, target?: Tensor): Strip[] =>
      Array.from({ length: canvases.shape[1]! }, (_, b) => {
        const ofOne = tf.gather(tf.squeeze(tf.slice(canvases, [0, b], [steps, 1]), [1]), tf.tensor1d(shown, "int32"));
        const last = target ? [tf.slice(target, b, 1)] : [];
        return {
          title: what,
          images: tf.concat([tf.sigmoid(ofOne), ...last]),
          ...(outlines && { outlines: [...shown.map((t) => outlines[t]![b]!), ...last.map(() => [])] }),
        };
      });
    const reads = attention ? overTime(draw, drawn.readWindows!, "read") : undefined;
    const writes = attention ? overTime(draw, drawn.writeWindows!, "write") : undefined;
    const both = writes?.map((row, t) => row.map((write, b) => [write, reads![t]![b]!]));
    const alone = attention
      ? overTime(draw, invented.writeWindows!, "write").map((row) => row.map((write) => [write]))
      : undefined;
    return contactSheet({
      title,
      note: attention
        ? "Amber: where it writes. Blue: where it reads. A line is as wide as the Gaussians are blurred, at most a sixteenth of the image."
        : "It sees and writes the whole image at each step.",
      columnTitles: [...shown.map((t) => `step ${t + 1}`), "to draw"],
      strips: [...rows("seen and drawn", drawn.canvases, both, x), ...rows("made up", invented.canvases, alone)],
      columns: shown.length + 1,
      tileSize: 84,
      density: 2,
    });
  });
}

/** The frames of a GIF: new images as they come to be, side by side. */
export function drawingFrames(draw: Draw, { count, seed }: { count: number; seed: number }): Picture[] {
  return inTidy(() => {
    const { steps, attention } = draw.config;
    const { canvases, writeWindows } = draw.generate(count, { seed });
    const writes = attention ? overTime(draw, writeWindows!, "write") : undefined;
    const frame = (t: number, windows: boolean) =>
      contactSheet({
        strips: [
          {
            images: tf.sigmoid(tf.squeeze(tf.slice(canvases, t, 1), [0])),
            ...(windows && writes && { outlines: writes[t]! }),
          },
        ],
        columns: Math.ceil(Math.sqrt(count)),
        tileSize: 84,
      });
    return [...Array.from({ length: steps }, (_, t) => frame(t, true)), frame(steps - 1, false)];
  });
}

/** Two digits that count, however small. */
const inNats = (x: number) => (x >= 10 ? x.toFixed(1) : String(Number(x.toPrecision(2))));

/** What each latent number tells at each step, brighter for more. */
export function klPicture(draw: Draw, x: Tensor, seed: number): Picture {
  return inTidy(() => {
    const kl = klOfLatents(draw.reconstruct(x, { seed })); // [T, Z]
    const ofSteps = tf.sum(kl, 1);
    const [total, mostOfStep, most] = [tf.sum(kl), tf.max(ofSteps), tf.max(kl)].map((x) => inNats(x.dataSync()[0]!));
    return heatmaps({
      title: "What the latent numbers tell",
      note: `KL from the prior: ${total} nats an image in all, over ${x.shape[0]} images; a step tells up to ${mostOfStep}, a number at a step up to ${most}.`,
      panels: [
        {
          title: "of each step",
          values: tf.reshape(ofSteps, [1, -1]),
          x: "time →",
          range: "auto",
          colors: "viridis",
        },
        {
          title: "of each number",
          values: tf.transpose(kl),
          x: "time →",
          y: "z",
          range: "auto",
          colors: "viridis",
        },
      ],
      cellSize: 12,
      density: 2,
    });
  });
}

/** Where a classifier looks, glimpse by glimpse, and what it says at the end. */
export function glimpsesPicture(classifier: DrawClassifier, x: Tensor, labels: readonly number[]): Picture {
  return inTidy(() => {
    const { imageSize, readSize, glimpses, pixelOrigin } = classifier.config;
    const { logits, windows } = classifier.run(x, { trace: true });
    const guesses = tf.argMax(logits, 1).dataSync();
    const options = { size: [imageSize[0], imageSize[1]] as const, N: readSize, pixelOrigin, color: READS };
    const outlines = byStep(windows!, (step) => windowOutlines(step, options), glimpses);
    return contactSheet({
      title: "Where a classifier looks",
      note: `${glimpses} glimpses of ${readSize} × ${readSize} numbers each. A line is as wide as the Gaussians are blurred, at most a sixteenth of the image.`,
      columnTitles: Array.from({ length: glimpses }, (_, t) => `glimpse ${t + 1}`),
      strips: labels.map((label, b) => ({
        title: `${label}: says ${guesses[b]}`,
        images: tf.tile(tf.slice(x, b, 1), [glimpses, 1, 1, 1]),
        outlines: outlines.map((row) => row[b]!),
      })),
      columns: glimpses,
      tileSize: 100,
      density: 2,
    });
  });
}

/** Of each step, for each image, where it reads or writes. */
function overTime(draw: Draw, windows: Windows, what: "read" | "write"): Outline[][] {
  const { imageSize, steps, readSize, writeSize, pixelOrigin } = draw.config;
  const options = {
    size: [imageSize[0], imageSize[1]] as const,
    N: what === "read" ? readSize : writeSize,
    color: what === "read" ? READS : WRITES,
    pixelOrigin,
  };
  return byStep(windows, (step) => windowOutlines(step, options), steps);
}

/** Windows whose numbers are `[T, B]`, one step after the other. */
function byStep<R>(windows: Windows, of: (step: Windows) => R, T: number): R[] {
  const rows = (["gX", "gY", "delta", "sigma2"] as const).map(
    (name) => [name, tf.unstack(windows[name] as Tensor)] as const,
  );
  return Array.from({ length: T }, (_, t) =>
    of(Object.fromEntries(rows.map(([name, row]) => [name, row[t]!])) as never),
  );
}

function inTidy<R>(f: () => R): R {
  let result: R;
  tf.tidy(() => {
    result = f();
  });
  return result!;
}

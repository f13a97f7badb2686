// Gathering pixels and adding to pixels, each the adjoint of the other, so that the reference has derivatives of every
// order. tfjs's own gather will not do: its gradient for the image needs UnsortedSegmentSum, which its wasm backend
// lacks, and indices that come from a tracked tensor break its tape.
import type { Tensor, Tensor1D, Tensor2D, Tensor4D, Tensor5D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/** An image [B, H, W, C], a volume [B, D, H, W, C]: C channels at each place of any number of axes. */
type Picture = Tensor4D | Tensor5D;

/**
 * The pixels of `image` at `places`: for each of its axes, outermost first, a tensor [B, …] of whole numbers. Zeros where
 * there is no such pixel. Linear in the image; the gradient for the places is zero.
 *
 * @returns [B, …, C]
 */
export function pixelsAt<T extends Picture>(image: T, ...places: Tensor[]): T {
  const { shape } = image;
  const gather = tf.customGrad((...args) => {
    const [u, ...rest] = args as Tensor[];
    const indices = rest.slice(0, places.length);
    save(args, indices);
    return {
      value: gatherPixels(u as T, indices),
      gradFunc: (dy, saved) => [addPixels(dy as T, saved as Tensor[], shape), ...zeros(saved as Tensor[])],
    };
  });
  return gather(image, ...places) as T;
}

/** The adjoint: an image of `shape` with each of `values` added to its pixel. */
function addPixels<T extends Picture>(values: T, places: readonly Tensor[], shape: readonly number[]): T {
  const scatter = tf.customGrad((...args) => {
    const [v, ...rest] = args as Tensor[];
    const indices = rest.slice(0, places.length);
    save(args, indices);
    return {
      value: scatterPixels(v as T, indices, shape),
      gradFunc: (dy, saved) => [pixelsAt(dy as T, ...(saved as Tensor[])), ...zeros(saved as Tensor[])],
    };
  });
  return scatter(values, ...places) as T;
}

/** tfjs's function to save tensors is the last argument of a custom gradient. */
const save = (args: readonly unknown[], tensors: Tensor[]) => (args.at(-1) as (ts: Tensor[]) => void)(tensors);

const zeros = (indices: readonly Tensor[]) => indices.map((index) => tf.zerosLike(index));

function gatherPixels<T extends Picture>(image: T, places: readonly Tensor[]): T {
  const C = image.shape.at(-1)!;
  const { inside, index } = locate(places, image.shape);
  const pixels = tf.gather(tf.reshape(image, [image.size / C, C]), index);
  return tf.reshape(zeroOutside(pixels, inside), [...places[0]!.shape, C]) as Tensor as T;
}

function scatterPixels<T extends Picture>(values: T, places: readonly Tensor[], shape: readonly number[]): T {
  const C = shape.at(-1)!;
  const { inside, index } = locate(places, shape);
  const kept = zeroOutside(tf.reshape(values, [index.size, C]), inside);
  const count = shape.reduce((product, n) => product * n, 1) / C;
  return tf.reshape(tf.scatterND(tf.expandDims(index, 1), kept, [count, C]), [...shape]) as Tensor as T;
}

/** Where the pixels are among all of the batch, and whether they are there at all; in one row. */
function locate(places: readonly Tensor[], [B, ...sides]: readonly number[]): { inside: Tensor1D; index: Tensor1D } {
  const within = (i: Tensor, n: number) => tf.logicalAnd(tf.greaterEqual(i, 0), tf.less(i, n));
  const whole = (i: Tensor, n: number) => tf.cast(tf.clipByValue(i, 0, n - 1), "int32");
  const batch: Tensor = tf.reshape(tf.range(0, B!, 1, "int32"), [B!, ...places[0]!.shape.slice(1).fill(1)]);
  const index = places.reduce((outer, place, k) => {
    const n = sides[k]!;
    return tf.add(tf.mul(outer, tf.scalar(n, "int32")), whole(place, n));
  }, batch);
  const inside = places.map((place, k) => within(place, sides[k]!)).reduce((a, b) => tf.logicalAnd(a, b));
  return { inside: tf.reshape(inside, [inside.size]), index: tf.reshape(index, [index.size]) };
}

/** By choice, not by a product: what is outside does not count even where it is NaN. */
function zeroOutside(rows: Tensor, inside: Tensor1D): Tensor2D {
  return tf.where(tf.expandDims(inside, 1), rows, tf.zerosLike(rows)) as Tensor2D;
}

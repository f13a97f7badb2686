// Gathering pixels and adding to pixels, each the adjoint of the other, so that the reference has derivatives of every
// order. tfjs's own gather will not do: its gradient for the image needs UnsortedSegmentSum, which its wasm backend
// lacks, and indices that come from a tracked tensor break its tape.
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/**
 * The pixels of `image` [B, H, W, C] at rows `y` and columns `x`, each [B, h, w] of whole numbers; zeros where there is
 * no such pixel. Linear in the image; the gradient for `y` and `x` is zero.
 *
 * @returns [B, h, w, C]
 */
export function pixelsAt(image: Tensor4D, y: Tensor, x: Tensor): Tensor4D {
  const { shape } = image;
  const gather = tf.customGrad((...args) => {
    const [u, n, m, save] = args as unknown as [Tensor4D, Tensor, Tensor, (ts: Tensor[]) => void];
    save([n, m]);
    return {
      value: gatherPixels(u, n, m),
      gradFunc: (dy, saved) => {
        const [n, m] = saved as [Tensor, Tensor];
        return [addPixels(dy as Tensor4D, n, m, shape), tf.zerosLike(n), tf.zerosLike(m)];
      },
    };
  });
  return gather(image, y, x) as Tensor4D;
}

/** The adjoint: an image of `shape` with each of `values` [B, h, w, C] added to its pixel. */
function addPixels(values: Tensor4D, y: Tensor, x: Tensor, shape: Tensor4D["shape"]): Tensor4D {
  const scatter = tf.customGrad((...args) => {
    const [v, n, m, save] = args as unknown as [Tensor4D, Tensor, Tensor, (ts: Tensor[]) => void];
    save([n, m]);
    return {
      value: scatterPixels(v, n, m, shape),
      gradFunc: (dy, saved) => {
        const [n, m] = saved as [Tensor, Tensor];
        return [pixelsAt(dy as Tensor4D, n, m), tf.zerosLike(n), tf.zerosLike(m)];
      },
    };
  });
  return scatter(values, y, x) as Tensor4D;
}

function gatherPixels(image: Tensor4D, y: Tensor, x: Tensor): Tensor4D {
  const [B, H, W, C] = image.shape;
  const { inside, index } = locate(y, x, [H, W]);
  const pixels = tf.gather(tf.reshape(image, [B * H * W, C]), index);
  return tf.reshape(zeroOutside(pixels, inside), [...y.shape, C] as Tensor4D["shape"]);
}

function scatterPixels(values: Tensor4D, y: Tensor, x: Tensor, [B, H, W, C]: Tensor4D["shape"]): Tensor4D {
  const { inside, index } = locate(y, x, [H, W]);
  const kept = zeroOutside(tf.reshape(values, [index.size, C]), inside);
  return tf.reshape(tf.scatterND(tf.expandDims(index, 1), kept, [B * H * W, C]), [B, H, W, C]);
}

/** Where the pixels are among all of the batch, [B h w], and whether they are there at all. */
function locate(y: Tensor, x: Tensor, [H, W]: [number, number]): { inside: Tensor1D; index: Tensor1D } {
  const B = y.shape[0]!;
  const within = (i: Tensor, n: number) => tf.logicalAnd(tf.greaterEqual(i, 0), tf.less(i, n));
  const whole = (i: Tensor, n: number) => tf.cast(tf.clipByValue(i, 0, n - 1), "int32");
  const times = (i: Tensor, n: number) => tf.mul(i, tf.scalar(n, "int32"));
  const batch = tf.reshape(tf.range(0, B, 1, "int32"), [B, 1, 1]);
  const index = tf.add(times(tf.add(times(batch, H), whole(y, H)), W), whole(x, W));
  const inside = tf.logicalAnd(within(y, H), within(x, W));
  return { inside: tf.reshape(inside, [inside.size]), index: tf.reshape(index, [index.size]) };
}

/** By choice, not by a product: what is outside does not count even where it is NaN. */
function zeroOutside(rows: Tensor, inside: Tensor1D): Tensor2D {
  return tf.where(tf.expandDims(inside, 1), rows, tf.zerosLike(rows)) as Tensor2D;
}

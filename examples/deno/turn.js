// The same file in every example: an image is turned, and a layer learns to turn it back.
import { ready, spatialTransform } from "@attn/core";
import { spatialTransformer } from "@attn/stn";
import * as tf from "@tensorflow/tfjs";

/** Three images, [1, 28, 28, 1] each, and what there is to say about them. */
export async function turn(options) {
  const { backend, variant, reason } = await ready(options);

  const image = letter();
  const [cos, sin] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)]; // by 30°
  const theta = tf.tensor3d([cos, -sin, 0, sin, cos, 0], [1, 2, 3]);
  const turned = spatialTransform(image, theta, [28, 28]);

  // how far the turned image is from the first one, and how that changes with each number of theta
  const distance = (theta) => tf.losses.meanSquaredError(image, spatialTransform(image, theta, [28, 28]));
  const { value, grad } = tf.valueAndGrad(distance)(theta);

  const localization = [tf.layers.flatten(), tf.layers.dense({ units: 8, kernelInitializer: seeded })];
  const net = tf.sequential({ layers: [spatialTransformer({ localization, inputShape: [28, 28, 1] })] });
  net.compile({ optimizer: tf.train.adam(0.01), loss: "meanSquaredError" });
  const { history } = await net.fit(turned, image, { epochs: 100, verbose: 0 });

  const lines = [
    `backend: ${backend}, variant: ${variant}${reason ? `, because ${reason}` : ""}`,
    `distance: ${value.dataSync()[0].toFixed(5)}`,
    `gradient for theta: ${Array.from(grad.dataSync(), (number) => number.toFixed(5)).join(" ")}`,
    `distance once learned: ${history.loss.at(-1).toFixed(5)}`,
  ];
  return { image, turned, learned: net.predict(turned), text: lines.join("\n") };
}

const seeded = tf.initializers.glorotUniform({ seed: 1 });

/** An F of ones on zeros. */
function letter() {
  const inside = (x, y, left, top, width, height) => x >= left && x < left + width && y >= top && y < top + height;
  const pixels = Array.from({ length: 28 * 28 }, (_, i) => {
    const [x, y] = [i % 28, Math.floor(i / 28)];
    return Number(inside(x, y, 9, 5, 3, 18) || inside(x, y, 9, 5, 11, 3) || inside(x, y, 9, 12, 8, 3));
  });
  return tf.tensor4d(pixels, [1, 28, 28, 1]);
}

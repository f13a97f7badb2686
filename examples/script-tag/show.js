// The same file in every example of a page: draws the images and writes the text.
import * as tf from "@tensorflow/tfjs";
import { turn } from "./turn.js";

export async function show(options) {
  const text = document.getElementById("text");
  try {
    const result = await turn(options);
    for (const name of ["image", "turned", "learned"]) {
      const pixels = result[name].squeeze([0]).clipByValue(0, 1); // [28, 28, 1]
      await tf.browser.toPixels(pixels, document.getElementById(name));
    }
    text.textContent = result.text;
  } catch (error) {
    text.textContent = String(error);
  }
}

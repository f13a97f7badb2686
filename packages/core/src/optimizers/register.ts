import * as tf from "@tensorflow/tfjs-core";
import { Adam } from "./adam";
import { Rmsprop } from "./rmsprop";

/** Makes the optimizers known to tfjs, so that a model saved with one can be loaded. `ready()` calls it. */
export function registerOptimizers(): void {
  for (const cls of [Adam, Rmsprop]) tf.serialization.registerClass(cls);
}

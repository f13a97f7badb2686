// A small training program, run by the tests as a process of its own: program <checkpoint> <options as JSON>.
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-layers"; // registers the gradients
import { fit } from "../src/node";

export interface ProgramOptions {
  steps: number;
  /** How many weights: many make the checkpoint slow to write. */
  size?: number;
  milliseconds?: number;
  saveEvery?: number;
  onInterrupt?: "exit" | "return";
}

const [path, json] = process.argv.slice(2);
const { steps, size = 3, milliseconds = 0, saveEvery = 1e9, onInterrupt = "exit" }: ProgramOptions = JSON.parse(json!);

tf.env().set("PROD", true); // no banner
await tf.setBackend("cpu");
const w = tf.variable(tf.ones([size]));
const { aborted } = await fit({
  weights: { w },
  optimizer: tf.train.adam(0.1),
  batch: async (step) => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return tf.randomNormal([size], 0, 1, "float32", step + 1);
  },
  loss: (batch) => tf.mean(tf.squaredDifference(w, batch)),
  steps,
  saveEvery,
  onInterrupt,
  checkpoint: path,
  progress: "test",
  observers: [
    { onStep: ({ step }) => console.log(`step ${step}`), onSave: ({ step }) => console.log(`saved ${step}`) },
  ],
});
console.log(aborted ? "aborted" : "done");

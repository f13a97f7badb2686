import { type NTM, type NTMTrace, tasks } from "@attn/ntm";
import { heatmaps, type Panel, type Picture } from "@attn/viz";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { bitsWrong, unseen } from "./evaluate";

/** Above this a head is taken to look at a slot. */
const LOOKS = 0.1;

/** The paper's figure 6: what goes in and out when a sequence is copied, what is written and read, and where. */
export function copyPicture(ntm: NTM, { length, seed }: { length: number; seed: number }): Picture {
  let picture: Picture;
  tf.tidy(() => {
    const batch = tasks.copy({ minLength: length, maxLength: length, seed: unseen(seed) });
    const { outputs, trace } = ntm.run(batch.inputs, { trace: true });
    const scored = tf.mul(tf.sigmoid(outputs), tf.expandDims(batch.mask, 2));
    const { places, label } = lookedAt(trace!);
    const time = { x: "time →" };
    const vectors = { range: [-1, 1], colors: "diverging", ...time } as const;
    const address = (head: number) =>
      tf.gather(overTime(tf.gather(trace!.weights, head, 2)), tf.tensor1d(places, "int32"));
    picture = heatmaps({
      title: `A Neural Turing Machine copies ${length} vectors`,
      note: `${bitsWrong(outputs, batch)} of ${batch.targets.shape[2]! * length} bits are wrong. It was told what to give back, never where to keep it.`,
      columns: 2,
      density: 2,
      panels: [
        { title: "inputs", values: overTime(batch.inputs), y: "bits, markers", ...time },
        { title: "outputs", values: overTime(scored), y: "bits", ...time },
        { title: "added to memory", values: overTime(tf.gather(trace!.add, 0, 2)), y: "word", ...vectors },
        { title: "read from memory", values: overTime(tf.gather(trace!.reads, 0, 2)), y: "word", ...vectors },
        { title: "where the write head looks", values: address(1), y: label, ...time },
        { title: "where the read head looks", values: address(0), y: label, ...time },
      ] satisfies Panel[],
    });
  });
  return picture!;
}

/** Of the one sequence there is: `[1, T, n]` to `[n, T]`. */
const overTime = (x: Tensor): Tensor => tf.transpose(tf.squeeze(x, [0]));

/** The shortest piece of the circle of slots that has all which a head ever looks at, and a slot on each side. */
function lookedAt({ weights }: NTMTrace): { places: number[]; label: string } {
  const most = tf.max(weights, [0, 1, 2]).dataSync(); // [N]
  const N = most.length;
  const looked = [...most.keys()].filter((i) => most[i]! > LOOKS);
  const gaps = looked.map((from, k) => (looked[(k + 1) % looked.length]! - from + N) % N || N);
  const after = gaps.indexOf(Math.max(...gaps)); // nothing is looked at between this one and the next
  const count = Math.min(N, N - (gaps[after] ?? 1) + 3);
  const first = ((looked[(after + 1) % looked.length] ?? 1) - 1 + N) % N;
  const places = Array.from({ length: count }, (_, i) => (first + i) % N);
  return { places, label: `slots ${places[0]} to ${places.at(-1)} of ${N}` };
}

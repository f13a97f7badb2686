import * as tf from "@tensorflow/tfjs-core";
import { parsed } from "../equation";

/** The gradient, which tfjs has on no backend: of each operand the sum of products of dy and the other. */
export const einsumGradient: tf.GradConfig = {
  kernelName: "Einsum",
  saveAllInputs: true,
  gradFunc(dy, saved, attrs) {
    const { terms, result } = parsed((attrs as unknown as { equation: string }).equation, saved);
    const ofOperand = (i: number) => () => {
      const [other, letters] = [terms[1 - i], terms[i]!];
      const known = [...letters].filter((letter) => (result + (other ?? "")).includes(letter)).join("");
      const wish = dy as tf.Tensor;
      const dx =
        other === undefined
          ? tf.einsum(`${result}->${known}`, wish)
          : tf.einsum(`${result},${other}->${known}`, wish, saved[1 - i]!);
      const { shape } = saved[i]!;
      const lonely = [...letters].map((letter, axis) => (known.includes(letter) ? shape[axis]! : 1));
      return tf.broadcastTo(tf.reshape(dx, lonely), shape as [number]);
    };
    return Object.fromEntries(saved.map((_, i) => [String(i), ofOperand(i)]));
  },
};

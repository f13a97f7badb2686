import * as tf from "@tensorflow/tfjs-core";
import { describe } from "vitest";
import { refusesNonsense } from "../testing";
import { adam } from "./adam";
import { rmsprop } from "./rmsprop";

describe.each(Object.entries({ adam, rmsprop }))("the optimizer of %s", (name, make) => {
  const variable = () => tf.variable(tf.zeros([2]));
  const optimizer = () => make({ learningRate: 1 });
  const zeros = () => ({ [variable().name]: tf.zeros([2]) });
  const weights = () => [{ name: "iter", tensor: tf.scalar(1) }];
  const open = { open: [name] };
  const methods = {
    applyGradients: [(given: never) => optimizer().applyGradients(given), () => [zeros()]],
    "applyGradients, a list": [
      (given: never) => optimizer().applyGradients([given]),
      () => [{ name: variable().name, tensor: tf.zeros([2]) }],
    ],
    setWeights: [(given: never) => optimizer().setWeights(given), () => [weights()]],
    "setWeights, a list": [(given: never) => optimizer().setWeights([given]), () => weights()],
  } as const;
  describe.each(Object.entries(methods))("%s", (_, [method, args]) => {
    refusesNonsense({ [name]: method }, { [name]: args }, open);
  });
});

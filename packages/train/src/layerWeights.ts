import { ConfigError, isObject, shown } from "@attn/core";
import { type Tensor, Variable } from "@tensorflow/tfjs-core";

interface LayerWeight {
  name: string;
  originalName: string;
  read(): Tensor;
}

/** What is needed of a `tf.layers` model, so that this package does not depend on `@tensorflow/tfjs-layers`. */
export interface LayersModelLike {
  layers: readonly { weights: readonly LayerWeight[] }[];
  trainableWeights: readonly LayerWeight[];
}

/**
 * The weights of a built `tf.layers` model by names that do not depend on how many models this process has made: the
 * layer's place in the model and the last part of tfjs's name, `1/kernel`; `1/kernel_2` is the second of that name in a
 * layer made of layers. Marks those of frozen layers as not trainable.
 *
 * @throws ConfigError unless it is a model that is built
 */
export function layerWeights(model: LayersModelLike): Record<string, Variable> {
  if (!isObject(model) || !Array.isArray(model.layers)) {
    throw new ConfigError(`layerWeights: model must be a tf.layers model, got ${shown(model)}`);
  }
  const found: Record<string, Variable> = {};
  model.layers.forEach((layer, i) => {
    for (const weight of layer.weights) {
      const variable = weight.read(); // tfjs-layers gives the variable itself
      if (!(variable instanceof Variable)) {
        throw new ConfigError(`layerWeights: weight ${weight.name} must be a variable; is the model built?`);
      }
      variable.trainable = model.trainableWeights.includes(weight); // tfjs-layers marks the layer alone
      found[unused(`${i}/${weight.originalName.split("/").at(-1)}`, found)] = variable;
    }
  });
  return found;
}

function unused(name: string, taken: object, count = 2): string {
  if (!Object.hasOwn(taken, name)) return name;
  return Object.hasOwn(taken, `${name}_${count}`) ? unused(name, taken, count + 1) : `${name}_${count}`;
}

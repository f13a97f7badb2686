// The network inside a transformer: built from what the user gave, written to a config and read from one.
import { ConfigError, ShapeError, shown } from "@attn/core";
import * as tf from "@tensorflow/tfjs-core";
import { serialization, type Tensor } from "@tensorflow/tfjs-core";
import { input, LayersModel, layers, model, type SymbolicTensor } from "@tensorflow/tfjs-layers";

export type Layer = InstanceType<typeof layers.Layer>;
export type Localization = Layer[] | LayersModel;

const who = "spatialTransformer";

/** @throws ConfigError unless it is a list of unconnected layers or a model of one input and one output */
export function checkLocalization(given: unknown): asserts given is Localization {
  if (given instanceof LayersModel) {
    const [ins, outs] = [given.inputs.length, given.outputs.length];
    if (ins === 1 && outs === 1) return;
    throw new ConfigError(`${who}: localization must have one input and one output, got ${ins} and ${outs}`);
  }
  if (!Array.isArray(given) || ![...given].every((layer) => layer instanceof layers.Layer)) {
    throw new ConfigError(`${who}: localization must be a list of layers or a model, got ${kind(given)}`);
  }
  const used = (given as Layer[]).find((layer) => !(layer instanceof LayersModel) && layer.inboundNodes.length > 0);
  if (used)
    throw new ConfigError(`${who}: localization's layer "${used.name}" must be new, got one that is in a model`);
}

/**
 * The model `[B, H, W, C] → [B, parameters]`. With `identity`, a layer is appended that starts as that constant.
 * Call it inside the transformer's `build`, so that the names of the weights begin with its name.
 */
export function buildLocalizer(
  given: Localization,
  shape: (number | null)[],
  parameters: number,
  identity: number[] | undefined,
): LayersModel {
  const image = input({ batchShape: shape });
  let out = apply(given, image);
  if (identity) {
    const flat = out.shape.length > 2 ? (layers.flatten().apply(out) as SymbolicTensor) : out;
    const theta = layers.dense({ units: parameters, kernelInitializer: "zeros", name: "theta" });
    out = theta.apply(flat) as SymbolicTensor;
    tf.tidy(() => theta.setWeights([theta.getWeights()[0] as Tensor, tf.tensor1d(identity)]));
  }
  if (out.shape.length !== 2 || out.shape[1] !== parameters) {
    throw new ShapeError(`${who}: localization must give [B, ${parameters}], got ${shapeText(out.shape)}`);
  }
  return model({ inputs: image, outputs: out });
}

function apply(given: Localization, image: SymbolicTensor): SymbolicTensor {
  if (!(given instanceof LayersModel)) {
    return given.reduce((x, layer) => layer.apply(x) as SymbolicTensor, image);
  }
  const wanted = given.inputs[0]!.shape;
  const fits = wanted.length === image.shape.length && wanted.every((n, i) => n === null || n === image.shape[i]);
  if (!fits) {
    throw new ShapeError(
      `${who}: the input must be ${shapeText(wanted)}, as localization's is, got ${shapeText(image.shape)}`,
    );
  }
  return given.apply(image) as SymbolicTensor;
}

/** Layer by layer, so that loading names the weights as saving did; a model keeps the names it has. */
export function localizationConfig(given: Localization): serialization.ConfigDict {
  return given instanceof LayersModel ? { model: layerConfig(given) } : { layers: given.map(layerConfig) };
}

/** @throws ConfigError if the config is not one that `localizationConfig` wrote, or its classes are not registered */
export function localizationFromConfig(config: unknown): Localization {
  const dict = (config ?? {}) as serialization.ConfigDict;
  if (dict.model) return revive(dict.model) as LayersModel;
  if (Array.isArray(dict.layers)) return dict.layers.map(revive);
  throw new ConfigError(`${who}: config.localization must hold layers or a model, got ${shown(config)}`);
}

function layerConfig(layer: Layer): serialization.ConfigDict {
  return { className: layer.getClassName(), config: layer.getConfig(), trainable: layer.trainable };
}

function revive(dict: serialization.ConfigDictValue): Layer {
  const { className, config, trainable } = (dict ?? {}) as serialization.ConfigDict;
  const entry = serialization.SerializationMap.getMap().classNameMap[String(className)];
  if (!entry) {
    throw new ConfigError(
      `${who}: localization's class "${className}" must be registered: tf.serialization.registerClass`,
    );
  }
  const [cls, fromConfig] = entry;
  const layer = fromConfig(cls, config as serialization.ConfigDict) as Layer;
  if (trainable === false) layer.trainable = false; // a model's own config does not say it
  return layer;
}

export const shapeText = (shape: readonly (number | null)[]) => `[${shape.map((n) => n ?? "null").join(", ")}]`;

const kind = (value: unknown) => (Array.isArray(value) ? "a list with something else in it" : shown(value));

import { ConfigError, checkedOptions, checkSize, flag, oneOf, shown } from "@attn/core";
import type { layers } from "@tensorflow/tfjs-layers";
import { checkLocalization, type Localization } from "./localization";
import { type Transform, transforms } from "./transforms";

/** What every layer of tfjs takes: name, trainable, inputShape, batchInputShape, … */
export type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

export type Interpolation = "bilinear" | "nearest" | "bicubic";
export type Padding = "zeros" | "border" | "reflection";

export interface SpatialTransformerOptions extends LayerArgs {
  /**
   * What looks at the image: new layers, one after another, or a model of one input and one output. An output of more
   * than two dimensions is flattened before the last layer. An empty list makes the transform a linear function of the
   * pixels.
   */
  localization: Localization;
  /** The family of transforms; `"affine"` by default. */
  transform?: Transform;
  /** `[h, w]` of the output; the input's by default. */
  outputSize?: readonly [number, number];
  /** How a value between pixels is found; `"bilinear"` by default. `"nearest"` gives localization no gradient. */
  interpolation?: Interpolation;
  /** What is seen outside the image; `"zeros"` by default. */
  padding?: Padding;
  /** Whether −1 and 1 are the centres of the outermost pixels (true) or their outer edges (false, the default). */
  alignCorners?: boolean;
  /**
   * `"append"` (the default) appends the dense layer that gives the transform's parameters, with a kernel of zeros and
   * the identity as its bias. With `"given"`, localization itself ends with it, in `parameterCounts[transform]` units;
   * let its bias start at `identityParameters(transform)` and its kernel near zero.
   */
  lastLayer?: "append" | "given";
  /**
   * A factor on the gradients of localization's weights, above 0; 1 by default. Under plain or momentum SGD it is a
   * learning rate of its own (the paper's SVHN nets use 0.1). Optimizers that normalize gradients (Adam, RMSProp)
   * undo it: give them two groups of variables instead.
   */
  localizationLearningRate?: number;
}

export interface Checked {
  layer: LayerArgs;
  localization: Localization;
  transform: Transform;
  outputSize: [number, number] | undefined;
  interpolation: Interpolation;
  padding: Padding;
  alignCorners: boolean;
  lastLayer: "append" | "given";
  localizationLearningRate: number;
}

const who = "spatialTransformer";

const names: (keyof SpatialTransformerOptions)[] = [
  "localization",
  "transform",
  "outputSize",
  "interpolation",
  "padding",
  "alignCorners",
  "lastLayer",
  "localizationLearningRate",
];

/** What tfjs's layers take themselves. */
const layerArgs = [
  "name",
  "inputShape",
  "trainable",
  "dtype",
  "batchSize",
  "batchInputShape",
  "weights",
  "updatable",
  "inputDType",
];

/** @throws ConfigError that names the option */
export function checkOptions(options: SpatialTransformerOptions): Checked {
  const {
    localization,
    transform,
    outputSize,
    interpolation,
    padding,
    alignCorners,
    lastLayer,
    localizationLearningRate = 1,
    ...layer
  } = checkedOptions(who, options, [...names, ...(layerArgs as typeof names)]);
  checkLocalization(localization);
  if (outputSize !== undefined) checkSize(who, outputSize, "h w", "outputSize");
  if (!(Number.isFinite(localizationLearningRate) && localizationLearningRate > 0)) {
    const got = shown(localizationLearningRate);
    throw new ConfigError(`${who}: localizationLearningRate must be a finite number above 0, got ${got}`);
  }
  return {
    layer,
    localization,
    transform: oneOf(who, "transform", transform, transforms, "affine"),
    outputSize: outputSize && [...outputSize],
    interpolation: oneOf(who, "interpolation", interpolation, ["bilinear", "nearest", "bicubic"], "bilinear"),
    padding: oneOf(who, "padding", padding, ["zeros", "border", "reflection"], "zeros"),
    alignCorners: flag(who, "alignCorners", alignCorners, false),
    lastLayer: oneOf(who, "lastLayer", lastLayer, ["append", "given"], "append"),
    localizationLearningRate,
  };
}

import { ConfigError, dims, ShapeError, spatialTransform } from "@attn/core";
import * as tf from "@tensorflow/tfjs-core";
import { serialization, type Tensor, type Tensor4D } from "@tensorflow/tfjs-core";
import { type LayersModel, type LayerVariable, layers, type Shape } from "@tensorflow/tfjs-layers";
import { buildLocalizer, localizationConfig, localizationFromConfig, shapeText } from "./localization";
import { type Checked, checkOptions, type SpatialTransformerOptions } from "./options";
import { scaleGradient } from "./scaleGradient";
import { gridOf, identityParameters, parameterCounts, toTheta } from "./transforms";

type Kwargs = Parameters<InstanceType<typeof layers.Layer>["call"]>[1];

/** What a transformer did to a batch; dispose both. */
export interface Localized {
  /**
   * The transform as the operators take it: affine `[B, 2, 3]`; attention `[B, 3]` (s, tx, ty); translation `[B, 2]`;
   * projective `[B, 3, 3]`; thin-plate spline the control points `[B, 16, 2]`.
   */
  theta: Tensor;
  /** Where each pixel of the output was taken from, `[B, h, w, 2]`, (x, y) in [−1, 1]. */
  grid: Tensor4D;
}

/**
 * A spatial transformer: a network looks at the image and says which part of it, and in which attitude, the following
 * layers shall see (Spatial Transformer, §3). Images are `[B, H, W, C]`, the output is `[B, h, w, C]`.
 *
 * Goes before any layer of a `tf.sequential` or functional model; trains, saves and loads with it. To load a model in
 * a program that has not called this function, call `registerSpatialTransformer` before.
 *
 * @throws ConfigError for an option that does not exist or is out of its range
 */
export function spatialTransformer(options: SpatialTransformerOptions): SpatialTransformer {
  registerSpatialTransformer();
  return new SpatialTransformer(options);
}

/** Makes the layer's class known to `tf.loadLayersModel`. Safe to call again; importing the package does not do it. */
export function registerSpatialTransformer(): void {
  const { classNameMap } = serialization.SerializationMap.getMap();
  if (!classNameMap[SpatialTransformer.className]) serialization.registerClass(SpatialTransformer);
}

/** The layer that `spatialTransformer` makes. */
export class SpatialTransformer extends layers.Layer {
  /** @nocollapse */
  static className = "SpatialTransformer";

  private readonly options: Checked;
  private localizer: LayersModel | undefined;

  constructor(options: SpatialTransformerOptions) {
    const checked = checkOptions(options);
    super(checked.layer);
    this.options = checked;
    this.inputSpec = [{ ndim: 4 }];
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = imageShape(inputShape);
    const { localization, transform, lastLayer } = this.options;
    const identity = lastLayer === "append" ? identityParameters(transform) : undefined;
    this.localizer = buildLocalizer(localization, shape, parameterCounts[transform], identity);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [B, H, W, C] = imageShape(inputShape) as [number | null, number, number, number];
    const [h, w] = this.options.outputSize ?? [H, W];
    return [B, h, w, C];
  }

  override call(inputs: Tensor | Tensor[], kwargs: Kwargs): Tensor {
    return tf.tidy(() => {
      const image = Array.isArray(inputs) ? inputs[0]! : inputs;
      const size = this.sizeFor(image);
      if (image.shape[0] === 0) return tf.zeros([0, ...size, image.shape[3]!]); // tfjs's convolutions cannot
      const { transform, interpolation, padding, alignCorners } = this.options;
      const theta = this.theta(image, kwargs);
      return spatialTransform(image, theta, size, { transform, interpolation, padding, alignCorners });
    });
  }

  /**
   * Where the layer looks in these images. In a model, `image` is what the layer before gives.
   *
   * @param image `[B, H, W, C]`
   * @throws ShapeError if it is not
   * @throws ConfigError if the layer is not part of a model yet and has not been applied to anything
   */
  localize(image: Tensor): Localized {
    dims("localize", { image: [image, "B H W C"] });
    if (!this.localizer) throw new ConfigError(`${this.name}: localize needs a built layer; put it into a model first`);
    return tf.tidy(() => {
      this.assertInputCompatibility(image);
      const { transform, alignCorners } = this.options;
      const theta = this.theta(image, {});
      return { theta, grid: gridOf(transform, theta, this.sizeFor(image), alignCorners) };
    });
  }

  private theta(image: Tensor, kwargs: Kwargs): Tensor {
    const { transform, localizationLearningRate: rate } = this.options;
    // The second factor undoes the first on the way to the image, so that only the localization's weights feel it.
    const raw = this.localizer!.apply(scaleGradient(image, 1 / rate), kwargs) as Tensor;
    return toTheta(transform, scaleGradient(raw, rate));
  }

  private sizeFor(image: Tensor): [number, number] {
    return this.options.outputSize ?? [image.shape[1]!, image.shape[2]!];
  }

  override get trainableWeights(): LayerVariable[] {
    return this.trainable ? (this.localizer?.trainableWeights ?? []) : [];
  }

  override get nonTrainableWeights(): LayerVariable[] {
    const all = this.localizer?.weights ?? [];
    const trainable = new Set(this.trainableWeights);
    return all.filter((weight) => !trainable.has(weight));
  }

  override calculateLosses(): tf.Scalar[] {
    const losses = this.localizer?.calculateLosses() ?? [];
    return losses.map((loss) => scaleGradient(loss, this.options.localizationLearningRate));
  }

  protected override disposeWeights(): number {
    return this.localizer?.dispose().numDisposedVariables ?? 0;
  }

  override getConfig(): serialization.ConfigDict {
    const { localization, layer: _, outputSize, ...rest } = this.options;
    return {
      ...super.getConfig(),
      ...rest,
      outputSize: outputSize ?? null,
      localization: localizationConfig(localization),
    };
  }

  /** @nocollapse */
  static override fromConfig<T extends serialization.Serializable>(
    cls: serialization.SerializableConstructor<T>,
    config: serialization.ConfigDict,
  ): T {
    const { outputSize, localization, customObjects: _, ...rest } = config; // customObjects is tfjs's own addition
    return new cls({
      ...rest,
      ...(outputSize && { outputSize }),
      localization: localizationFromConfig(localization),
    });
  }
}

function imageShape(inputShape: Shape | Shape[]): Shape {
  const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as Shape;
  const good = shape.length === 4 && shape.slice(1).every((n) => typeof n === "number" && n >= 1);
  if (!good)
    throw new ShapeError(`spatialTransformer: the input must be [B, H, W, C] of known size, got ${shapeText(shape)}`);
  return shape;
}

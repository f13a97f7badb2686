// The nets of the paper's experiments on distorted MNIST (§4.1, A.4).
import { ConfigError, checkedCount, checkedOptions, flag, oneOf, shown } from "@attn/core";
import { initializers, layers, type Sequential, sequential } from "@tensorflow/tfjs-layers";
import type { Layer } from "./localization";
import { spatialTransformer } from "./spatialTransformer";
import { type Transform, transforms } from "./transforms";

export interface ClassifierOptions {
  /** `"fcn"`: two hidden layers. `"cnn"`: convolution 9×9, pooling, convolution 7×7, pooling, one hidden layer. */
  network: "fcn" | "cnn";
  /** Puts a spatial transformer of this family before it; none by default. Its localization is of the same network. */
  transformer?: Transform;
  /** `[H, W]` of the images, each at least 28: 28 for R, P and E, 42 for RTS, 60 for TC. */
  imageSize: readonly [number, number];
  /**
   * Whether the transformer's output, then 56×56, is averaged 2×2 to 28×28, so that fine structure is not lost where
   * it shrinks a large image: the paper does so for RTS and TC. Otherwise the output has the input's size.
   * Without a transformer it has no effect. False by default.
   */
  pool?: boolean;
  /** Channels of the images; 1 by default. */
  channels?: number;
  /** Classes; 10 by default. */
  classes?: number;
  /** Filters of the two convolutions of a CNN; `[32, 64]` by default. */
  filters?: readonly [number, number];
  /** Units of each layer of the transformer's localization; the paper's 32 for an FCN and 20 for a CNN by default. */
  localizationUnits?: number;
  /**
   * The hidden layers are as wide as brings the whole net nearest to this many parameters; 400,000 by default. At least as
   * many as the net has with hidden layers of one unit, at most 2²⁸.
   */
  parameters?: number;
  /** Of the initial weights: the same seed gives the same net in every runtime. 1 by default. */
  seed?: number;
}

/**
 * A classifier for distorted MNIST: FCN or CNN, with or without a spatial transformer, all of about as many parameters.
 * It gives logits `[B, classes]`: train it with `tf.losses.softmaxCrossEntropy`. Its transformer, where it has one, is
 * `model.getLayer("transformer")`.
 *
 * @throws ConfigError for an option that does not exist or is out of its range
 */
export function distortedMnistClassifier(options: ClassifierOptions): Sequential {
  const checked = check(options);
  const { network, transformer, imageSize, channels, classes, parameters } = checked;
  const make = maker(checked.seed);
  const net = sequential();
  net.add(layers.inputLayer({ inputShape: [...imageSize, channels] }));
  if (transformer) transform(checked, make).forEach((layer) => void net.add(layer));
  if (network === "cnn") convolutions(checked.filters, make).forEach((layer) => void net.add(layer));
  net.add(layers.flatten({ name: "flatten" }));

  const fixed = net.layers.reduce((sum, layer) => sum + layer.countParams(), 0); // net.countParams would freeze it
  const features = net.outputs[0]!.shape[1]!;
  const depth = network === "fcn" ? 2 : 1;
  const head = (D: number) => features * D + D + (depth - 1) * (D * D + D) + D * classes + classes;
  if (parameters < fixed + head(1)) {
    net.dispose();
    fail(
      "parameters",
      `a whole number from ${fixed + head(1)}, which this net has with hidden layers of one unit`,
      parameters,
    );
  }
  const width = nearest(parameters - fixed, head);
  for (let i = 1; i <= depth; i++) net.add(make.dense(width, `hidden${i}`));
  net.add(layers.dense({ units: classes, kernelInitializer: make.initializer("glorotUniform"), name: "logits" }));
  return net;
}

type Checked = Required<Omit<ClassifierOptions, "transformer">> & Pick<ClassifierOptions, "transformer">;
type Maker = ReturnType<typeof maker>;

function transform({ network, transformer, pool, localizationUnits }: Checked, make: Maker): Layer[] {
  const layer = spatialTransformer({
    localization: (network === "fcn" ? denseLocalization : convolutionalLocalization)(localizationUnits, make),
    ...(transformer && { transform: transformer }),
    ...(pool && { outputSize: [56, 56] }),
    name: "transformer",
  });
  return pool ? [layer, layers.averagePooling2d({ poolSize: 2, name: "pool" })] : [layer];
}

const denseLocalization = (units: number, make: Maker): Layer[] => [
  layers.flatten({ name: "flatten" }),
  ...[1, 2, 3].map((i) => make.dense(units, `hidden${i}`)),
];

const convolutionalLocalization = (units: number, make: Maker): Layer[] => [
  layers.averagePooling2d({ poolSize: 2, name: "pool1" }),
  make.conv(units, 5, "conv1"),
  layers.maxPooling2d({ poolSize: 2, name: "pool2" }),
  make.conv(units, 5, "conv2"),
  layers.flatten({ name: "flatten" }),
  make.dense(units, "hidden"),
];

const convolutions = ([first, second]: readonly [number, number], make: Maker): Layer[] => [
  make.conv(first, 9, "conv1"),
  layers.maxPooling2d({ poolSize: 2, name: "pool1" }),
  make.conv(second, 7, "conv2"),
  layers.maxPooling2d({ poolSize: 2, name: "pool2" }),
];

/** Makes layers whose initial weights are drawn from one seed, each from its own stream. */
function maker(seed: number) {
  let stream = 0;
  const initializer = (kind: "heUniform" | "glorotUniform") => initializers[kind]({ seed: seed * 1000 + stream++ });
  const relu = (name: string) => ({ activation: "relu", kernelInitializer: initializer("heUniform"), name }) as const;
  return {
    initializer,
    dense: (units: number, name: string) => layers.dense({ units, ...relu(name) }),
    conv: (filters: number, kernelSize: number, name: string) => layers.conv2d({ filters, kernelSize, ...relu(name) }),
  };
}

/** The whole number from 1 whose (growing) count comes nearest to the target, which is not below the first. */
function nearest(target: number, count: (width: number) => number): number {
  let [below, above] = [1, 2];
  while (count(above) <= target) [below, above] = [above, 2 * above];
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (count(middle) <= target) below = middle;
    else above = middle;
  }
  return target - count(below) > count(above) - target ? above : below;
}

const who = "distortedMnistClassifier";

const names = [
  "network",
  "transformer",
  "imageSize",
  "pool",
  "channels",
  "classes",
  "filters",
  "localizationUnits",
  "parameters",
  "seed",
] as const;

const mostParameters = 2 ** 28; // a gigabyte of weights

function check(options: ClassifierOptions): Checked {
  checkedOptions(who, options, names);
  const { network, transformer, imageSize, pool, channels = 1, classes = 10, filters = [32, 64] } = options;
  const { localizationUnits = network === "fcn" ? 32 : 20, parameters = 400_000, seed = 1 } = options;
  const size = Array.isArray(imageSize) && imageSize.length === 2 && [...imageSize].every((n) => whole(n, 28));
  if (!size) fail("imageSize", "[H, W], whole numbers from 28", imageSize);
  if (!(Array.isArray(filters) && filters.length === 2 && [...filters].every((n) => whole(n, 1)))) {
    fail("filters", "two whole numbers from 1", filters);
  }
  for (const [name, value] of Object.entries({ channels, classes, localizationUnits, parameters })) {
    checkedCount(who, name, value, 1);
  }
  if (parameters > mostParameters) fail("parameters", `a whole number up to ${mostParameters}`, parameters);
  checkedCount(who, "seed", seed);
  return {
    network: oneOf(who, "network", network, ["fcn", "cnn"]),
    ...(transformer !== undefined && { transformer: oneOf(who, "transformer", transformer, transforms) }),
    pool: flag(who, "pool", pool, false),
    ...{ imageSize, channels, classes, filters, localizationUnits, parameters, seed },
  };
}

const whole = (n: unknown, least: number) => Number.isInteger(n) && (n as number) >= least;

function fail(option: string, wanted: string, got: unknown): never {
  throw new ConfigError(`${who}: ${option} must be ${wanted}, got ${shown(got)}`);
}

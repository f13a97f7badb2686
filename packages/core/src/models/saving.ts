// A model as a safetensors file: its weights, and its configuration in the metadata.
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { FormatError, ShapeError } from "../shapes/errors";
import { checkedOptions, isObject, oneOf } from "../shapes/options";
import { shown } from "../shapes/shown";
import { assignWeights } from "../weights/assignWeights";
import { loadSafetensors, saveSafetensors } from "../weights/safetensors";

export interface SaveOptions {
  /** What the weights are stored as: exactly (`"F32"`, the default), or rounded to half the size. */
  floats?: "F32" | "F16" | "BF16";
}

/** What has weights. */
export interface Model {
  weights: Readonly<Record<string, Variable>>;
}

/**
 * The file that `loadModel` reads.
 *
 * @param kind what the model is, such as `"NTM"`; a file of another kind is refused
 * @param config plain JSON
 * @throws ConfigError for an unknown option
 */
export function saveModel(kind: string, config: object, { weights }: Model, options: SaveOptions): Uint8Array {
  checkedOptions("save", options, ["floats"]);
  const floats = oneOf("save", "floats", options.floats, ["F32", "F16", "BF16"], "F32");
  return saveSafetensors(weights, { model: `attn ${kind} 1`, config: JSON.stringify(config) }, { floats });
}

/** How a model is made of what a file says. Nothing is allocated before the file's own tensors have been compared. */
export interface Loader<C extends object, M extends Model> {
  /** Reads the configuration. @throws ConfigError */
  check(config: object): C;
  /** How many tensors there are at least: compared first, since the list of all shapes may be too long to make. */
  least?(config: C): number;
  /** The shape of every weight, by its name. */
  shapes(config: C): Record<string, readonly number[]>;
  make(config: C): M;
}

/** @throws FormatError, ConfigError or ShapeError that say what is wrong with the file */
export function loadModel<C extends object, M extends Model>(
  kind: string,
  bytes: Uint8Array,
  { check, least, shapes, make }: Loader<C, M>,
): M {
  const { tensors, metadata } = loadSafetensors(bytes);
  try {
    if (metadata.model !== `attn ${kind} 1`) {
      throw new FormatError(`load: the file must be a saved ${kind}, got one of ${shown(metadata.model)}`);
    }
    const config = check(parsed(metadata.config));
    const [wanted, held] = [least?.(config) ?? 0, Object.keys(tensors).length];
    if (wanted > held) throw new ShapeError(`load: the file must hold at least ${wanted} tensors, got ${held}`);
    compareShapes(shapes(config), tensors);
    const model = make(config);
    assignWeights(model.weights, tensors);
    return model;
  } finally {
    tf.dispose(tensors);
  }
}

function parsed(text: string | undefined): object {
  try {
    const config: unknown = JSON.parse(text ?? "");
    if (isObject(config)) return config;
  } catch {} // the same error for text that is no JSON and for JSON that is no object
  throw new FormatError(`load: the file's configuration must be an object in JSON, got ${shown(text)}`);
}

function compareShapes(wanted: Record<string, readonly number[]>, tensors: Record<string, Tensor>): void {
  const kind = (shape: readonly number[] | undefined) => (shape ? `[${shape.join(", ")}]` : "nothing");
  const differences = [...new Set([...Object.keys(wanted), ...Object.keys(tensors)])].flatMap((name) => {
    const [must, got] = [wanted[name], tensors[name]].map((x) => kind(x && ("shape" in x ? x.shape : x)));
    return must === got ? [] : [`${name} must be ${must}, got ${got}`];
  });
  if (differences.length > 0)
    throw new ShapeError(`load: the weights are not those of the configuration: ${differences.join("; ")}`);
}

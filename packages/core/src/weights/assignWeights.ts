import { Tensor, Variable } from "@tensorflow/tfjs-core";
import { ShapeError } from "../shapes/errors";
import { checkedTensors } from "./checkedTensors";

/**
 * Gives a model its weights by name: each variable takes the value of the tensor of its name. This is how every model
 * of these packages takes weights: from a file, from a checkpoint, or from another implementation.
 *
 *     assignWeights(model.weights, loadSafetensors(file).tensors);
 *
 * @throws ShapeError that names every difference, before anything is assigned
 */
export function assignWeights(
  variables: Readonly<Record<string, Variable>>,
  tensors: Readonly<Record<string, Tensor>>,
): void {
  checkedTensors("assignWeights", "variables", variables, Variable);
  checkedTensors("assignWeights", "tensors", tensors, Tensor);
  const differences = differencesOf(variables, tensors);
  if (differences.length > 0)
    throw new ShapeError(`assignWeights: these are not the model's: ${differences.join("; ")}`);
  for (const [name, variable] of Object.entries(variables)) variable.assign(tensors[name]!);
}

/** In words, what keeps `tensors` from being the values of `variables`; nothing if they can be. @throws ShapeError unless all are tensors */
export function compareWeights(
  variables: Readonly<Record<string, Tensor>>,
  tensors: Readonly<Record<string, Tensor>>,
): string[] {
  checkedTensors("compareWeights", "variables", variables, Tensor);
  checkedTensors("compareWeights", "tensors", tensors, Tensor);
  return differencesOf(variables, tensors);
}

function differencesOf(variables: Readonly<Record<string, Tensor>>, tensors: Readonly<Record<string, Tensor>>) {
  const differences = Object.entries(variables).flatMap(([name, variable]) => {
    if (!Object.hasOwn(tensors, name)) return [`${name} must be ${kind(variable)}, got nothing`];
    const [wanted, got] = [kind(variable), kind(tensors[name]!)];
    return wanted === got ? [] : [`${name} must be ${wanted}, got ${got}`];
  });
  const unknown = Object.keys(tensors).filter((name) => !Object.hasOwn(variables, name));
  return [...differences, ...unknown.map((name) => `${name} is not one of the model's`)];
}

const kind = ({ dtype, shape }: Tensor) => `${dtype} [${shape.join(", ")}]`;

import { Tensor } from "@tensorflow/tfjs-core";
import { ShapeError } from "./errors";
import { shown } from "./shown";

/** A tensor and the names of its dimensions: `[image, "B H W C"]`. A number stands for itself: `"B 2 3"`. */
export type Named = readonly [tensor: Tensor, pattern: string];

/**
 * Names the dimensions of the arguments of `op` and checks that a name always has one size and that every
 * argument is a float32 tensor.
 *
 *     const { B, N } = dims("readMemory", { memory: [memory, "B N W"], weights: [weights, "B N"] });
 *
 * @throws ShapeError that names the argument, what it must be and what it is
 */
export function dims(op: string, args: Record<string, Named>): Record<string, number> {
  const sizes: Record<string, number> = {};
  for (const [arg, [tensor, pattern]] of Object.entries(args)) {
    const names = pattern.split(" ");
    const { shape } = checkedTensor(op, arg, tensor, names);
    const expected = names.map((name, i) =>
      /^\d+$/.test(name) ? Number(name) : (sizes[name] ??= shape[i] ?? Number.NaN),
    );
    if (shape.length !== names.length || expected.some((size, i) => size !== shape[i])) {
      const known = names.map((name, i) =>
        name === String(expected[i]) || Number.isNaN(expected[i]) ? name : `${name}=${expected[i]}`,
      );
      throw new ShapeError(`${op}: ${arg} must be [${known.join(", ")}], got [${shape.join(", ")}]`);
    }
  }
  return sizes;
}

function checkedTensor(op: string, arg: string, tensor: unknown, names: string[]): Tensor {
  const wanted = `a float32 tensor [${names.join(", ")}]`;
  if (!(tensor instanceof Tensor)) throw new ShapeError(`${op}: ${arg} must be ${wanted}, got ${shown(tensor)}`);
  if (tensor.isDisposed) throw new ShapeError(`${op}: ${arg} must be ${wanted}, got one that is disposed`);
  if (tensor.dtype !== "float32") throw new ShapeError(`${op}: ${arg} must be ${wanted}, got ${tensor.dtype}`);
  return tensor;
}

import { type Tensor, Variable } from "@tensorflow/tfjs-core";
import { ShapeError } from "../shapes/errors";
import { isObject } from "../shapes/options";
import { shown } from "../shapes/shown";

/** Checks an object of tensors, or of variables, by name. @throws ShapeError that names the first that is none */
export function checkedTensors<T extends Tensor>(
  op: string,
  arg: string,
  given: Readonly<Record<string, T>>,
  kind: abstract new (...args: never[]) => T,
): Readonly<Record<string, T>> {
  const wanted = (kind as unknown) === Variable ? "variable" : "tensor";
  if (!isObject(given)) throw new ShapeError(`${op}: ${arg} must be an object of ${wanted}s, got ${shown(given)}`);
  for (const [name, value] of Object.entries<Tensor>(given)) {
    const who = `${op}: ${arg} must be an object of ${wanted}s, got`;
    if (!(value instanceof kind)) throw new ShapeError(`${who} ${shown(value)} as ${shown(name)}`);
    if (value.isDisposed) throw new ShapeError(`${who} ${shown(name)}, which is disposed`);
  }
  return given;
}

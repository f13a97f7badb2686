// What the operators on a memory check of their arguments.
import type { Tensor } from "@tensorflow/tfjs-core";
import { dims, type Named } from "../shapes/dims";
import { ShapeError } from "../shapes/errors";

/** `dims` of a memory and what goes with it: the batch may be empty, every other size is from 1. @throws ShapeError */
export function memoryDims(op: string, args: Record<string, Named>): void {
  dims(op, args);
  for (const [arg, [{ shape }, pattern]] of Object.entries(args)) {
    if (!shape.slice(1).includes(0)) continue;
    const names = pattern.split(" ").slice(1).join(", ");
    throw new ShapeError(`${op}: ${arg} must have ${names} from 1, got [${shape.join(", ")}]`);
  }
}

/** Shifts reach as far down as up. @throws ShapeError if their number is not odd */
export function checkShifts(op: string, arg: string, { shape: [B, S] }: Tensor): void {
  if (S! % 2 === 0) throw new ShapeError(`${op}: ${arg} must be [B=${B}, S] with S odd, got [${B}, ${S}]`);
}

/** The names of the sizes of what each head has its own of: `ofHeads(weights, "N")` is "B N" or "B heads N". */
export const ofHeads = (weights: Tensor, last: string): string =>
  weights?.rank === 3 ? `B heads ${last}` : `B ${last}`;

/** How many heads there are in `[B, n]` or `[B, heads, n]`. */
export const headsOf = (shape: readonly number[]): number => (shape.length === 3 ? shape[1]! : 1);

// How an optimizer's kernels may change variables. tfjs takes the data of a tensor for constant, in two ways.
import type { Variable } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { Heap } from "../kernels/op";

/**
 * Gives a variable new data, which `write` fills, and frees the old. Not in place: tfjs's wasm backend keeps, for each tensor that
 * was a weight of `matMul` or `conv2d`, a packed copy, and would go on computing with the old weights.
 */
export function renew(variable: Variable, { pointer, empty }: Heap, write: (out: number) => void): void {
  const next = tf.engine().makeTensorFromTensorInfo(empty(variable.shape));
  write(pointer(next));
  variable.assign(next);
  next.dispose();
}

/**
 * The address of a slot, which may be changed in place, since no tfjs op gets it as a weight. A clone or a reshaped view shares
 * its data: then the slot gets a copy of its own first, and they keep theirs.
 */
export function ownPointer(slot: Variable, heap: Heap): number {
  const shared = heap.pointer(slot); // before the count, for this moves the data here if another backend has it
  if (tf.backend().refCount(slot.dataId) > 1) renew(slot, heap, (out) => heap.kernels.copy(shared, out, slot.size));
  return heap.pointer(slot);
}

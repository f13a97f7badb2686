// Parts of tensors, and tensors that are repeated. tfjs's own copy the whole input first, or repeat number by number.
import { slice_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { trainingKernel } from "./trainingKernel";

interface SliceAttrs {
  begin: number | number[];
  size: number | number[];
}

/** A part along one axis, of numbers of four bytes; others are tfjs's own. */
export const slice = /* @__PURE__ */ trainingKernel({
  name: "Slice",
  floats: [],
  handles: ({ x }: { x: TensorInfo }, attrs: SliceAttrs) => isWide(x) && partOf(x, attrs) !== undefined,

  forward({ x }: { x: TensorInfo }, attrs: SliceAttrs, { kernels, pointer, empty }) {
    const { axis, begin, size } = partOf(x, attrs)!;
    const inner = util.sizeFromShape(x.shape.slice(axis + 1));
    const rows = util.sizeFromShape(x.shape.slice(0, axis));
    const out = empty([...x.shape.slice(0, axis), size, ...x.shape.slice(axis + 1)], x.dtype);
    kernels.copyColumns(pointer(x) + 4 * begin * inner, x.shape[axis]! * inner, pointer(out), rows, size * inner);
    return out;
  },
});

/** Numbers of four bytes along any axes; others are tfjs's own. */
export const tile = /* @__PURE__ */ trainingKernel({
  name: "Tile",
  floats: [],
  handles: ({ x }: { x: TensorInfo }, { reps }: { reps: number[] }) =>
    isWide(x) && x.shape.length > 0 && reps.length === x.shape.length,

  forward({ x }: { x: TensorInfo }, { reps }: { reps: number[] }, { kernels, pointer, empty, scratch }) {
    const out = empty(
      x.shape.map((side, axis) => side * reps[axis]!),
      x.dtype,
    );
    const passes = passesOf(x.shape, reps);
    let from = pointer(x);
    for (const [i, { blocks, times, n }] of passes.entries()) {
      const to = i === passes.length - 1 ? pointer(out) : scratch(blocks * times * n);
      kernels.repeatBlocks(from, to, blocks, times, n);
      from = to;
    }
    return out;
  },
});

const isWide = ({ dtype }: TensorInfo) => dtype === "float32" || dtype === "int32";

/** Where a slice takes less than all, if that is along one axis; the first axis if it takes all. */
function partOf(x: TensorInfo, attrs: SliceAttrs): { axis: number; begin: number; size: number } | undefined {
  const [begin, size] = slice_util.parseSliceParams(x as never, attrs.begin, attrs.size) as [number[], number[]];
  const cut = x.shape.flatMap((side, axis) => (size[axis] === side ? [] : [axis]));
  const axis = cut[0] ?? 0;
  const inside = x.shape.every((side, i) => begin[i]! >= 0 && size[i]! >= 0 && begin[i]! + size[i]! <= side);
  return cut.length > 1 || x.shape.length === 0 || !inside
    ? undefined
    : { axis, begin: begin[axis]!, size: size[axis]! };
}

/** From the last axis to the first; an axis of one number repeats what follows it together with the next. At least one pass. */
function passesOf(shape: readonly number[], reps: readonly number[]) {
  const passes: { blocks: number; times: number; n: number }[] = [];
  let n = 1; // numbers behind the axis, as they are repeated so far
  let times = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const blocks = util.sizeFromShape(shape.slice(0, axis) as number[]);
    if (shape[axis] !== 1) {
      if (times !== 1) passes.push({ blocks: blocks * shape[axis]!, times, n });
      n *= times * shape[axis]!;
      times = 1;
    }
    times *= reps[axis]!;
  }
  if (times !== 1 || passes.length === 0) passes.push({ blocks: 1, times, n });
  return passes;
}

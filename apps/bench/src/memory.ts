// Whether anything grows over a long training: tensors, tfjs's wasm heap, the JavaScript heap.
import type { Contender } from "./contender";
import type { MemoryRow } from "./report";
import { tutorialInputs } from "./suites/training";

export async function measureMemory(
  contender: Contender,
  steps: number,
  run: string,
  say: (line: string) => void,
): Promise<MemoryRow[]> {
  const work = { suite: "memory", case: "STN tutorial net", op: "stnTutorial", params: {}, peers: [], tolerance: 0 };
  const prepared = await contender.prepare(work, tutorialInputs());
  if ("reason" in prepared) throw new Error(prepared.reason);
  const rows: MemoryRow[] = [];
  const every = Math.max(1, Math.floor(steps / 20));
  for (let step = 0; step <= steps; step += every) {
    if (step > 0) await contender.run(work, every);
    const { tensors = 0, tensorBytes = 0, wasmHeap = 0, jsHeap = 0 } = await contender.memory();
    rows.push({ run, variant: contender.launch.variant, step, tensors, tensorBytes, wasmHeap, jsHeap });
    say(
      `  step ${String(step).padStart(6)}  tensors ${tensors}  tensor bytes ${tensorBytes}  wasm heap ${wasmHeap}  JS heap ${jsHeap}`,
    );
  }
  await contender.release();
  return rows;
}

/** A heap that garbage is collected from is flat within this: code that is compiled, maps that are resized. */
const JS_HEAP_SLACK = 2 ** 20;

/** What has grown between the first tenth of a training, by whose end everything has its size, and its end. */
export function growth(rows: readonly MemoryRow[]): string[] {
  const last = rows.at(-1)!;
  const first = rows.find(({ step }) => step > 0 && step >= last.step / 10) ?? last;
  const slack = { tensors: 0, tensorBytes: 0, wasmHeap: 0, jsHeap: JS_HEAP_SLACK };
  const grown: string[] = [];
  for (const name of ["tensors", "tensorBytes", "wasmHeap", "jsHeap"] as const) {
    const more = last[name] - first[name];
    if (more > slack[name]) grown.push(`${name} grew by ${more} between step ${first.step} and step ${last.step}`);
  }
  return grown;
}

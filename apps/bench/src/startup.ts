// How long a program waits until it can compute: a new process, the code loaded, the backend started, one result.
import type { Launch } from "./channel";
import { Contender } from "./contender";
import { median } from "./ratio";
import type { StartRow } from "./report";
import { sampling } from "./suites/sampling";

/** Those that a user waits for. */
const asked = ["attn", "tfjs-wasm", "onnxruntime-web", "jax-js"];

/** Starts each contender so many times, in turns. One that fails is left out. */
export async function measureStarts(
  launches: readonly Launch[],
  starts: number,
  run: string,
  say: (line: string) => void,
): Promise<StartRow[]> {
  const { work, inputs } = sampling()[0]!.works[0]!;
  const lanes = launches
    .filter(({ implementation, variant }) => asked.includes(implementation) && !variant.includes("gather"))
    .map((launch) => ({ launch, runtime: "", times: [] as { import: number; start: number; first: number }[] }));
  for (let round = 0; round < starts; round++) {
    for (const lane of lanes) {
      const contender = new Contender(lane.launch);
      try {
        if ((await contender.start()) !== undefined) continue;
        const { import: load = 0, start = 0 } = await contender.startTimes();
        const prepared = await contender.prepare(work, inputs());
        if ("reason" in prepared) continue;
        const { prepare = 0 } = await contender.startTimes();
        lane.runtime = contender.runtime;
        lane.times.push({ import: load, start, first: prepare });
      } finally {
        contender.stop();
      }
    }
  }
  const rows = lanes.flatMap(({ launch, runtime, times }) => {
    if (times.length === 0) return [];
    const of = (name: "import" | "start" | "first") => median(times.map((one) => one[name]));
    const { implementation, variant } = launch;
    const numbers = { importMs: of("import"), startMs: of("start"), firstCallMs: of("first"), starts: times.length };
    return [{ run, implementation, variant, runtime, ...numbers }];
  });
  say(startTable(rows));
  return rows;
}

function startTable(rows: readonly StartRow[]): string {
  const line = (cells: readonly string[]) =>
    `  ${cells[0]!.padEnd(17)} ${cells[1]!.padEnd(26)} ${cells
      .slice(2)
      .map((cell) => cell.padStart(11))
      .join(" ")}`;
  return [
    "start: milliseconds, medians",
    line(["implementation", "variant", "import", "start", "first call"]),
    ...rows.map(({ implementation, variant, importMs, startMs, firstCallMs }) =>
      line([implementation, variant, ...[importMs, startMs, firstCallMs].map((ms) => ms.toFixed(1))]),
    ),
    "",
  ].join("\n");
}

import type { Result } from "./types";

export interface Report {
  machine: { cpu: string; cores: number; platform: string; memoryGiB?: number };
  versions: Record<string, string>;
  date: string;
  results: Result[];
  memory?: MemoryRow[];
  start?: StartRow[];
  size?: SizeRow[];
}

/** How long it took to be able to work, in a process of its own. */
export interface StartRow {
  run: string;
  implementation: string;
  variant: string;
  runtime: string;
  /** Loading the code, starting the backend (`ready()` or tfjs's own), and a first call; milliseconds, medians. */
  importMs: number;
  startMs: number;
  firstCallMs: number;
  starts: number;
}

/** What is loaded, in bytes. */
export interface SizeRow {
  what: string;
  bytes: number;
  gzip: number;
}

/** One reading during a long training. */
export interface MemoryRow {
  run: string;
  variant: string;
  step: number;
  tensors: number;
  tensorBytes: number;
  wasmHeap: number;
  jsHeap: number;
}

/** Keeps of each case and implementation in `bestOf` only the fastest variant: a peer is shown at its best. */
export function bestVariants(results: Result[], bestOf: readonly string[]): Result[] {
  return results.filter(
    (one) =>
      !bestOf.includes(one.implementation) ||
      results.every(
        (other) =>
          other.case !== one.case ||
          other.run !== one.run ||
          other.implementation !== one.implementation ||
          other === one ||
          other.medianMs > one.medianMs,
      ),
  );
}

/** The results of one group as lines; each time also as a multiple of attn's best. */
export function table(results: Result[]): string {
  const cases = [...new Set(results.map((result) => result.case))];
  return cases.flatMap((name) => caseLines(name, results)).join("\n");
}

function caseLines(name: string, all: Result[]): string[] {
  const results = all.filter((result) => result.case === name).sort((a, b) => a.medianMs - b.medianMs);
  const rows = results.map(({ implementation, variant, medianMs, minMs, q1Ms, q3Ms, runs, vsAttn }) => {
    const ratio = vsAttn ? `${vsAttn.ratio.toFixed(2)} x` : "";
    const sure = vsAttn ? `${vsAttn.low.toFixed(2)} .. ${vsAttn.high.toFixed(2)}` : "";
    const cells = [
      implementation.padEnd(17),
      variant.padEnd(26),
      ms(medianMs),
      ms(minMs),
      `${ms(q1Ms)} ..${ms(q3Ms)}`,
      String(runs).padStart(7),
      ratio.padStart(9),
      sure.padStart(18),
    ];
    return `  ${cells.join(" ")}`;
  });
  const head = `  ${"implementation".padEnd(17)} ${"variant".padEnd(26)} ${"median".padStart(9)} ${"min".padStart(9)} ${"quartiles".padStart(20)} ${"runs".padStart(8)}   vs attn     with 95 %`;
  return [name, head, ...rows, ""];
}

const ms = (value: number): string => (value < 1 ? value.toFixed(4) : value.toFixed(3)).padStart(9);

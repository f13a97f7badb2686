/** What a value looks like. */
export type Shown =
  | { kind: "text"; text: string }
  | { kind: "image"; width: number; height: number; pixels: Uint8ClampedArray<ArrayBuffer>; caption: string }
  | { kind: "bars"; values: number[]; caption: string }
  | { kind: "file"; bytes: Uint8Array<ArrayBuffer>; type: "image/png" | "image/gif"; caption: string };

/** What the worker tells while an example runs. */
export type Told =
  | { type: "running" }
  | { type: "line"; level: "log" | "warn" | "error"; shown: Shown[] }
  | { type: "failed"; name: string; message: string; line?: number }
  | { type: "done"; ms: number };

/** Of one run; what is told after them is not shown. */
export const MOST_LINES = 1000;

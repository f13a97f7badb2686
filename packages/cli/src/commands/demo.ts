import { join } from "node:path";
import { startBackend } from "../backend";
import { ntmDemo } from "../ntm/demo";
import { checkWritable, fromUser } from "../output";
import { stnDemo } from "../stn/demo";
import { loadDigits } from "../stn/digits";

export interface DemoOptions {
  only?: "stn" | "ntm";
  data?: string;
  out: string;
  seed: number;
  backend: "wasm" | "cpu";
  steps: number;
  ntmSteps: number;
}

/** `attn demo`: what a spatial transformer and a Neural Turing Machine learn, each in a picture. */
export async function demo({ only, data, out, seed, backend, steps, ntmSteps }: DemoOptions): Promise<void> {
  const [stnFile, ntmFile] = ["spatial-transformer.png", "neural-turing-machine.png"].map((name) =>
    join(fromUser(out), name),
  ) as [string, string];
  if (only !== "ntm") await checkWritable(stnFile);
  if (only !== "stn") await checkWritable(ntmFile);
  const digits = only === "ntm" ? undefined : await loadDigits(data, { train: 6000, test: 1000 });
  await startBackend(backend);
  if (digits) await stnDemo({ digits, file: stnFile, steps, seed });
  if (only !== "stn") await ntmDemo({ file: ntmFile, steps: ntmSteps, seed });
}

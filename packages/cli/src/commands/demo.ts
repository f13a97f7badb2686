import { join } from "node:path";
import { startBackend } from "../backend";
import { drawDemo } from "../draw/demo";
import { ntmDemo } from "../ntm/demo";
import { checkWritable, fromUser } from "../output";
import { stnDemo } from "../stn/demo";
import { loadDigits } from "../stn/digits";

export interface DemoOptions {
  only?: "stn" | "ntm" | "draw";
  data?: string;
  out: string;
  seed: number;
  backend: "wasm" | "cpu";
  steps: number;
  ntmSteps: number;
  drawSteps: number;
}

/** `attn demo`: what a spatial transformer, a Neural Turing Machine and DRAW learn, each in a picture. */
export async function demo(options: DemoOptions): Promise<void> {
  const { only, data, out, seed, backend, steps, ntmSteps, drawSteps } = options;
  const file = (name: string) => join(fromUser(out), name);
  const runs = (part: DemoOptions["only"]) => only === undefined || only === part;
  const files = {
    stn: [file("spatial-transformer.png")],
    ntm: [file("neural-turing-machine.png")],
    draw: [file("draw.png"), file("draw.gif")],
  };
  for (const [part, paths] of Object.entries(files)) {
    if (runs(part as DemoOptions["only"])) for (const path of paths) await checkWritable(path);
  }
  const digits = only === "ntm" ? undefined : await loadDigits(data, { train: 6000, test: 1000 });
  await startBackend(backend);
  if (digits && runs("stn")) await stnDemo({ digits, file: files.stn[0]!, steps, seed });
  if (runs("ntm")) await ntmDemo({ file: files.ntm[0]!, steps: ntmSteps, seed });
  if (digits && runs("draw"))
    await drawDemo({ digits, file: files.draw[0]!, gif: files.draw[1]!, steps: drawSteps, seed });
}

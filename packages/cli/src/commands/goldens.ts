import { resolve } from "node:path";
import { runGoldens } from "../goldens/runGoldens";

/** Runs a folder of golden vectors. The exit code is 1 unless every case passes. */
export async function goldens(dir: string, { only }: { only?: string }): Promise<void> {
  await import("@tensorflow/tfjs-backend-wasm");
  await import("@tensorflow/tfjs-layers"); // registers tfjs's gradients
  const folder = resolve(process.env.INIT_CWD ?? ".", dir); // npm run changes into the root
  const passed = await runGoldens(folder, (line) => void process.stdout.write(`${line}\n`), only);
  if (!passed) process.exitCode = 1;
}

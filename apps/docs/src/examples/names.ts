/** What examples can import in a browser; modules.ts loads each. */
export const names = [
  "@tensorflow/tfjs",
  "@tensorflow/tfjs-core",
  "@tensorflow/tfjs-layers",
  "@tensorflow/tfjs-backend-cpu",
  "@tensorflow/tfjs-backend-wasm",
  "@attn/core",
  "@attn/core/kernels",
  "@attn/core/models",
  "@attn/core/random",
  "@attn/core/training",
  "@attn/ntm",
  "@attn/ntm/layers",
  "@attn/draw",
  "@attn/stn",
  "@attn/data",
  "@attn/train",
  "@attn/viz",
] as const;

export type Name = (typeof names)[number];

/** What a program imports, by its text. */
const importsOf = (code: string): string[] =>
  Array.from(
    code.matchAll(/^\s*(?:import|export)\b[^;"']*?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm),
    ([, from, dynamic]) => (from ?? dynamic)!,
  );

/** Whether an example can run in a browser: it imports something, and nothing that is not there. */
export function runsHere(code: string): boolean {
  const imports = importsOf(code);
  return imports.length > 0 && imports.every((name) => (names as readonly string[]).includes(name));
}

// Compiles src/index.ts into four binaries and writes, for each, a module that holds it in base64,
// and once the type of its exports. See README.md for what the flags promise.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { common, variants } from "./flags.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

mkdirSync(dist, { recursive: true });
for (const [name, flags] of Object.entries(variants)) await compile(name, flags);
writeFileSync(join(dist, "kernels.d.ts"), kernelsType());

async function compile(name, flags) {
  const args = `src/index.ts ${common} ${flags} --outFile dist/${name}.wasm --textFile dist/${name}.wat --bindings raw --baseDir ${here}`;
  const { error, stderr } = await asc.main(args.trim().split(/\s+/));
  if (error) {
    process.stderr.write(stderr.toString());
    throw new Error(`assembly: ${name} does not compile: ${error.message}`);
  }
  const wasm = readFileSync(join(dist, `${name}.wasm`));
  writeFileSync(join(dist, `${name}.js`), `export default "${wasm.toString("base64")}";\n`);
  console.log(`assembly: ${name}.wasm ${wasm.length} bytes`);
}

/** asc writes the type of an instance beside each binary; all four are the same. */
function kernelsType() {
  const text = readFileSync(join(dist, "simd.d.ts"), "utf8");
  const members = [
    ...text.matchAll(/export declare function (\w+\([^)]*\): \w+);|export function (\w+\([^)]*\): \w+);/g),
  ];
  const lines = members.map(([, a, b]) => `  ${a ?? b};`);
  return `/** What the kernels export. Pointers are byte offsets into tfjs's memory. */\nexport interface Kernels {\n${lines.join("\n")}\n}\n`;
}

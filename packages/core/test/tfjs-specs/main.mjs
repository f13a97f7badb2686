// node packages/core/test/tfjs-specs/main.mjs: what of tfjs's own specs passes with tfjs's kernels, and what with ours.
import { runSpecs } from "./specs.mjs";

const specs = await runSpecs();
const count = (test) => specs.filter(test).length;
for (const { name, stock, ours, bad, errors } of specs) {
  if (stock && ours) continue;
  console.log(
    `${bad ? "BAD" : ours ? "gained" : "neither"}  ${name}${ours ? "" : `\n         ${errors[0]?.split("\n")[0]}`}`,
  );
}
console.log(
  `\nof ${specs.length} specs, tfjs's wasm kernels pass ${count(({ stock }) => stock)}, ours ${count(({ ours }) => ours)}`,
);
const failed = count(({ bad }) => bad);
console.log(
  `${count(({ ours }) => ours)} passed, ${failed} failed, ${specs.length - failed - count(({ ours }) => ours)} excused`,
);
process.exitCode = failed > 0 ? 1 : 0;

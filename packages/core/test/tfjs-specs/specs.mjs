// tfjs's own jasmine specs, as its npm package ships them, on the wasm backend: with tfjs's kernels, and with ours.
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { nodeFlags } from "../../../../scripts/process.mjs";

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const tfjsCore = join(dirname(require.resolve("@tensorflow/tfjs-core/package.json")), "dist");
const tfjsWasm = join(dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")), "dist");

/** All of tfjs's specs of operators, and those of the engine, of gradients and of variables. */
const files = [
  ...["engine_test", "gradients_test", "variable_test"],
  ...readdirSync(join(tfjsCore, "ops"), { recursive: true }).flatMap((path) =>
    path.endsWith("_test.js") ? [`ops/${path.replace(/\.js$/, "").replaceAll("\\", "/")}`] : [],
  ),
].sort();

/** What tfjs's wasm backend says where it cannot do what cpu can; none of it is about our kernels. */
const excuses = [
  /wasm backend (Fused)?Conv2D does not support dataFormat/,
  /Fused(Depthwise)?Conv2D only supports rank-1 bias/,
  /BatchMatMul for non non-float32 tensors not yet supported/,
  /Kernel '(Complex|Ragged\w+|StaticRegexReplace)' (was )?not re/,
  /Unknown dtype string/,
];

/** Specs of forward kernels that tfjs's wasm backend fails without a word; we have none of these kernels. */
const wrongInTfjs = [
  // an output that lies in the padding altogether is left as the memory was
  /^pool wasm {} (max|avg) x=\[2,2,3\] f=\[1,1\] s=2 p=1 fractional outputs default rounding$/,
  // strings are taken for numbers
  /^(equal|notEqual|less|lessEqual|greater|greaterEqual) wasm {} should support string comparison$/,
  /^sparseToDense wasm {} should work for string$/,
  /^tile wasm {} .* string tensor$/,
  // NaN becomes the lower bound
  /^clipByValue wasm {} (basic vec4|propagates NaNs)$/,
  // weights of another size than the image
  /^threshold wasm {} method otsu/,
  // the size is not checked
  /^slice2d wasm {} throws when requesting out of bounds slice$/,
];

/**
 * Runs the specs twice.
 *
 * @returns for each spec, whether it passes with tfjs's kernels and with ours, and what failed with ours
 */
export async function runSpecs() {
  const script = await bundle();
  const [stock, ours] = await Promise.all([run(script, "none"), run(script, "auto")]);
  return ours.map(({ name, status, errors }, i) => {
    if (stock[i].name !== name) throw new Error(`tfjs's specs: the runs differ at "${name}"`);
    const passes = { stock: stock[i].status === "passed", ours: status === "passed" };
    return { name, ...passes, bad: !passes.ours && (passes.stock || !isExcused(name, errors)), errors };
  });
}

function isExcused(name, errors) {
  if (wrongInTfjs.some((spec) => spec.test(name))) return true;
  return errors.length > 0 && errors.every((error) => excuses.some((excuse) => excuse.test(error)));
}

async function bundle() {
  const outdir = join(here, "../../../../out/tfjs-specs");
  mkdirSync(outdir, { recursive: true });
  await build({
    entryPoints: [join(here, "child.mjs")],
    outfile: join(outdir, "child.mjs"),
    bundle: true,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"], // tfjs's CommonJS is ES5 and cannot extend the classes of the other copy
    logLevel: "error",
    plugins: [specFiles],
    // for what is CommonJS in the bundle
    banner: {
      js: 'import { createRequire as $require } from "node:module"; import { dirname as $dirname } from "node:path"; const require = $require(import.meta.url), __filename = new URL(import.meta.url).pathname, __dirname = $dirname(__filename);',
    },
  });
  return join(outdir, "child.mjs");
}

/** tfjs's package is ESM without extensions inside a CommonJS package, which Node does not load; esbuild does. */
const specFiles = {
  name: "spec files",
  setup(build) {
    build.onResolve({ filter: /^tfjs-specs$/ }, () => ({ path: "tfjs-specs", namespace: "specs" }));
    build.onLoad({ filter: /.*/, namespace: "specs" }, () => ({
      contents: files.map((name) => `import "@tensorflow/tfjs-core/dist/${name}";`).join("\n"),
      resolveDir: here,
    }));
    build.onResolve({ filter: /^@tensorflow\/tfjs-core(\/dist\/.*)?$/ }, ({ path }) => ({
      path: join(tfjsCore, `${path.replace(/^@tensorflow\/tfjs-core(\/dist\/?)?/, "") || "index"}.js`),
    }));
    build.onResolve({ filter: /^jasmine-core(\/.*)?$/ }, ({ path }) => ({
      path: require.resolve(path),
      external: true,
    }));
  },
};

async function run(script, variant) {
  const { stdout } = await promisify(execFile)(process.execPath, [...nodeFlags, script, variant, `${tfjsWasm}/`], {
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

// The most that each thing may weigh, gzipped and without tfjs. A limit is what was measured and about a tenth more:
// raise one only together with the reason.
import { readFileSync } from "node:fs";

const variants = { simd: "15 kB", relaxed: "15 kB", "simd-shared": "15 kB", "relaxed-shared": "15 kB" };

const packages = {
  core: "100 kB", // with the four builds of the kernels, of which one is loaded
  data: "9 kB",
  stn: "5 kB",
  train: "5 kB",
  viz: "34 kB",
};

const operators = {
  affineGrid: "4 kB",
  affineGrid3d: "4 kB",
  attentionGrid: "4 kB",
  gridSample: "5 kB",
  gridSample3d: "5 kB",
  projectiveGrid: "4 kB",
  spatialTransform: "7.5 kB",
  thinPlateSplineGrid: "5 kB",
};

const exported = readFileSync("packages/core/src/index.ts", "utf8").matchAll(/"\.\/ops\/\w+\/(\w+)"/g);
const unmeasured = [...exported].map(([, name]) => name).filter((name) => !Object.hasOwn(operators, name));
if (unmeasured.length > 0) throw new Error(`.size-limit.mjs: no limit for ${unmeasured.join(", ")}`);

const ignore = ["@tensorflow/*", "node:*"];
const code = { gzip: true, ignore };

export default [
  ...Object.entries(variants).map(([name, limit]) => ({
    name: `kernels ${name}.wasm`,
    path: `assembly/dist/${name}.wasm`,
    limit,
    gzip: true,
    disablePlugins: ["@size-limit/esbuild"],
  })),
  ...Object.entries(packages).map(([name, limit]) => ({
    ...code,
    name: `@attn/${name}`,
    path: `packages/${name}/dist/index.js`,
    ignore: [...ignore, "@attn/*"],
    limit,
  })),
  ...Object.entries(operators).map(([name, limit]) => ({
    ...code,
    name: `{ ${name} }`,
    path: "packages/core/dist/index.js",
    import: `{ ${name} }`,
    limit,
  })),
];

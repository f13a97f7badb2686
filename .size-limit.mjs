// The most that each thing may weigh, gzipped and without what comes from elsewhere (tfjs, for one). A limit is what was
// measured and about a tenth more: raise one only together with the reason.
import { readdirSync, readFileSync } from "node:fs";

// A seventh each are the operators on a memory, the sequences of a Neural Turing Machine that are made of them, and DRAW; a fifteenth
// is what trains volumes and whole nets of layers.
const variants = { simd: "37 kB", relaxed: "37 kB", "simd-shared": "37 kB", "relaxed-shared": "37 kB" };

/** Every address of every package, without the other packages. */
const addresses = {
  "@attn/cli": "19.5 kB",
  "@attn/core": "226 kB", // with the four builds of the kernels, of which one is loaded
  "@attn/core/kernels": "2.4 kB",
  "@attn/core/models": "4.7 kB",
  "@attn/core/node": "0.4 kB",
  "@attn/core/random": "2.1 kB",
  "@attn/core/testing": "216 kB", // it starts the kernels too
  "@attn/core/training": "216 kB", // the same
  "@attn/data": "9 kB",
  "@attn/data/node": "2.3 kB",
  "@attn/draw": "9 kB",
  "@attn/ntm": "10 kB",
  "@attn/ntm/layers": "6 kB",
  "@attn/stn": "4.1 kB",
  "@attn/train": "5.7 kB",
  "@attn/train/node": "5.9 kB",
  "@attn/viz": "49 kB", // a third of it encodes GIFs, and is loaded when one is made
  "@attn/viz/node": "20 kB",
};

/** What a program weighs that imports one name alone. */
const named = {
  "@attn/core": {
    adam: "3.9 kB",
    attentionWindow: "2.6 kB",
    address: "3.1 kB",
    affineGrid: "2.6 kB",
    affineGrid3d: "2.6 kB",
    assignWeights: "0.9 kB",
    attentionGrid: "2.7 kB",
    circularShift: "2.3 kB",
    compareWeights: "0.9 kB",
    contentWeights: "2.5 kB",
    eraseAdd: "2.4 kB",
    filterbank: "3.2 kB",
    gridSample: "3.9 kB",
    gridSample3d: "3.9 kB",
    interpolate: "2.2 kB",
    loadSafetensors: "2.9 kB",
    projectiveGrid: "2.8 kB",
    readMemory: "2.2 kB",
    readPatch: "3.5 kB",
    rmsprop: "3.8 kB",
    saveSafetensors: "2.5 kB",
    sharpen: "2.4 kB",
    spatialTransform: "6.8 kB",
    thinPlateSplineControlPoints: "0.7 kB",
    thinPlateSplineGrid: "3.7 kB",
    writePatch: "3.5 kB",
  },
  "@attn/core/kernels": { gemm: "2.2 kB" },
};

/** Where an address is built. */
const built = (address) => {
  const [, name, entry] = /^@attn\/(\w+)(?:\/(\w+))?$/.exec(address);
  return `packages/${name}/dist/${entry ?? (name === "cli" ? "main" : "index")}.js`;
};

requireLimits("addresses", exportedAddresses(), addresses);
requireLimits("names of @attn/core", exportedNames(), named["@attn/core"]);

function requireLimits(what, wanted, limits) {
  const missing = wanted.filter((name) => !Object.hasOwn(limits, name));
  if (missing.length > 0) throw new Error(`.size-limit.mjs: ${what} without a limit: ${missing.join(", ")}`);
}

function exportedAddresses() {
  const manifests = readdirSync("packages").map((name) => JSON.parse(readFileSync(`packages/${name}/package.json`)));
  return manifests.flatMap(({ name, bin, exports }) => {
    const paths = Object.keys(exports).filter((path) => path !== "./package.json");
    return [...(bin ? [name] : []), ...paths.map((path) => name + path.slice(1))];
  });
}

/** The operators, the optimizers and what handles weights, without their types. */
function exportedNames() {
  const index = readFileSync("packages/core/src/index.ts", "utf8");
  const lists = index.matchAll(/export \{([^}]*)\} from "\.\/(?:ops|optimizers|weights)\//g);
  const names = [...lists].flatMap(([, list]) => list.split(",").map((name) => name.trim()));
  return names.filter((name) => name !== "" && !name.startsWith("type "));
}

const ignore = ["@tensorflow/*", "node:*", "cli-progress", "commander", "vitest"];
const code = {
  gzip: true,
  ignore,
  modifyEsbuildConfig: (config) => ({ ...config, format: "esm", logLevel: "error" }), // the command awaits at top level
};

export default [
  ...Object.entries(variants).map(([name, limit]) => ({
    name: `kernels ${name}.wasm`,
    path: `assembly/dist/${name}.wasm`,
    limit,
    gzip: true,
    disablePlugins: ["@size-limit/esbuild"],
  })),
  ...Object.entries(addresses).map(([name, limit]) => ({
    ...code,
    name,
    path: built(name),
    ignore: [...ignore, "@attn/*"],
    limit,
  })),
  ...Object.entries(named).flatMap(([address, limits]) =>
    Object.entries(limits).map(([name, limit]) => ({
      ...code,
      name: `{ ${name} } of ${address}`,
      path: built(address),
      import: `{ ${name} }`,
      limit,
    })),
  ),
];

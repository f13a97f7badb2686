import { library } from "../../tsup.base";

const common = { format: ["esm"], dts: false, sourcemap: false };

export default [
  library({ main: "src/main.ts", host: "src/hosts/host.ts" }, { ...common, platform: "node" }),
  // for browsers: everything in it, cut into files by what a contender imports
  library(
    { page: "src/hosts/page.ts" },
    {
      ...common,
      platform: "browser",
      outDir: "dist/page",
      noExternal: [/.*/],
      minify: true,
      treeshake: false,
      clean: false,
    },
  ),
];

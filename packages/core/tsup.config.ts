import { library } from "../../tsup.base";

export default library(
  {
    index: "src/index.ts",
    kernels: "src/kernels/index.ts",
    models: "src/models/index.ts",
    node: "src/node/index.ts",
    random: "src/random/index.ts",
    testing: "src/testing/index.ts",
    training: "src/training/index.ts",
  },
  { dts: { resolve: ["@attn/assembly"], compilerOptions: { ignoreDeprecations: "6.0" } } },
);

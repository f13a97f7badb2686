import { library } from "../../tsup.base";

// what browsers load is built by pageBuild.mjs
export default library(
  { main: "src/main.ts", host: "src/hosts/host.ts" },
  { format: ["esm"], dts: false, sourcemap: false, platform: "node" },
);

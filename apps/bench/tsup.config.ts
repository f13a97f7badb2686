import { library } from "../../tsup.base";

export default library(
  { main: "src/main.ts", host: "src/hosts/host.ts" },
  { format: ["esm"], platform: "node", dts: false, sourcemap: false },
);

import { library } from "../../tsup.base";

// fast-png is bundled: it is an ES module alone, and this package is CommonJS too. So is modern-gif, which would pull in its types.
export default library(
  { index: "src/index.ts", node: "src/node/index.ts" },
  { noExternal: ["fast-png", "fflate", "iobuffer", "modern-gif", "modern-palette"] },
);

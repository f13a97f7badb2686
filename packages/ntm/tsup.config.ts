import { library } from "../../tsup.base";

export default library({ index: "src/index.ts", layers: "src/layers/index.ts" });

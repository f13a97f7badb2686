import { show } from "./show.js";

show({ wasmPaths: "lib/" });

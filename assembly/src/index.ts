export { affineGrid, affineGridGrad } from "./affineGrid";
export { copy } from "./copy";

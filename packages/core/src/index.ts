export { type AffineGridOptions, affineGrid } from "./ops/affineGrid/affineGrid";
export { type Ready, type ReadyOptions, ready } from "./ready";
export { dims } from "./shapes/dims";
export { AttnError, ConfigError, FormatError, KernelError, ShapeError } from "./shapes/errors";

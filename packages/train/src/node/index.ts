export { fileCheckpoint } from "./fileCheckpoint";
export { fit, type NodeFitOptions } from "./fit";
export { type TerminalProgressOptions, terminalProgress } from "./terminalProgress";

// What needs tf.layers: apart, since tfjs-layers weighs ten times as much as the rest.
export { NTMCell, type NTMCellOptions, ntmCell, registerNTMCell } from "./ntmCell";

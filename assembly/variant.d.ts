/** One binary of the kernels, base64. */
declare const wasm: string;
export default wasm;

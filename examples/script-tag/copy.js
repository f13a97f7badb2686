// Copies from node_modules to lib/ what the page loads; the page needs nothing else from there.
import { cpSync } from "node:fs";

const wasm = "@tensorflow/tfjs-backend-wasm/dist";
const files = {
  "@attn/core/dist": "attn-core",
  "@attn/stn/dist": "attn-stn",
  "@tensorflow/tfjs/dist/tf.fesm.min.js": "tf.fesm.min.js",
  [`${wasm}/tf-backend-wasm.fesm.min.js`]: "tf-backend-wasm.fesm.min.js",
  [`${wasm}/tfjs-backend-wasm.wasm`]: "tfjs-backend-wasm.wasm",
  [`${wasm}/tfjs-backend-wasm-simd.wasm`]: "tfjs-backend-wasm-simd.wasm",
  [`${wasm}/tfjs-backend-wasm-threaded-simd.wasm`]: "tfjs-backend-wasm-threaded-simd.wasm",
};
const filter = (file) => !/\.(cjs|[cm]?ts|map)$/.test(file); // not what Node and TypeScript need
for (const [from, to] of Object.entries(files)) {
  cpSync(`node_modules/${from}`, `lib/${to}`, { recursive: true, filter });
}

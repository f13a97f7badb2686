import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Of the peers that are packages here. */
export function packageVersions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const of = (name: string) => {
    try {
      const main = require.resolve(name);
      const root = main.slice(0, main.lastIndexOf(name) + name.length);
      return (JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as { version: string }).version;
    } catch {
      return "not installed";
    }
  };
  const packages = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm", "onnxruntime-web", "@jax-js/jax"];
  return Object.fromEntries(packages.map((name) => [name, of(name)]));
}

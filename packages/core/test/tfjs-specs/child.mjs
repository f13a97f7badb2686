// Runs in a process of its own, bundled with one copy of tfjs-core: tfjs's specs on our backend, results to stdout.
// argv: "none" for tfjs's own kernels or "auto" for ours, then the folder of tfjs's wasm files.
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import "@tensorflow/tfjs-backend-wasm";
import { setTestEnvs } from "@tensorflow/tfjs-core/dist/jasmine_util";
import jasmineCore from "jasmine-core";
import { ready } from "../../src/index";

const [variant, wasmPaths] = process.argv.slice(2);
const jasmine = jasmineCore.boot(); // defines describe, it and expect

const started = await ready({ variant, wasmPaths });
if (variant !== "none" && started.variant === "none") throw new Error(started.reason);
keepBackend();
setTestEnvs([{ name: "wasm", backendName: "wasm", isDataSync: true }]);
await import("tfjs-specs"); // the spec files; describe must exist before

const specs = [];
const env = jasmine.getEnv();
env.configure({ random: false });
env.addReporter({
  specDone: ({ fullName, status, failedExpectations }) =>
    specs.push({ name: fullName, status, errors: failedExpectations.map(({ message }) => message) }),
});
await env.execute();
process.stdout.write(`\n${JSON.stringify(specs)}\n`);

/** tfjs's tests throw the backend away after every suite; the kernels are linked to this one. */
function keepBackend() {
  const backend = tf.backend();
  backend.dispose = () => {};
  tf.removeBackend("wasm");
  tf.registerBackend("wasm", () => backend);
}

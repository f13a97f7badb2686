import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe } from "vitest";
import { type ReadyOptions, ready } from "../ready";

/** Every way of computing that this runtime has: the kernels' variants, tfjs's wasm without them, and cpu. */
export const backendsHere: readonly (ReadyOptions & { name: string })[] = [
  ...(hasRelaxed() ? [{ name: "wasm relaxed", backend: "wasm", variant: "relaxed" } as const] : []),
  { name: "wasm simd", backend: "wasm", variant: "simd" },
  { name: "wasm references", backend: "wasm", variant: "none" },
  { name: "cpu", backend: "cpu" },
];

/** Runs one body of tests on every backend and variant. Import the backends before: `tfjs-backend-cpu` and `-wasm`. */
export function onEveryBackend(subject: string, body: (backend: ReadyOptions & { name: string }) => void): void {
  describe.each(backendsHere)(`${subject} ($name)`, (options) => {
    beforeAll(async () => {
      const { backend, variant } = options;
      const got = await ready({ ...(backend && { backend }), ...(variant && { variant }) });
      if (got.reason) throw new Error(got.reason); // else the references would be tested in the kernels' name
      await tf.ready();
    });
    body(options);
  });
}

/** Whether relaxed SIMD is here: a module of one relaxed_madd is valid. */
function hasRelaxed(): boolean {
  // prettier-ignore
  const bytes = [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15,
    253, 128, 2, 11,
  ];
  return WebAssembly.validate(Uint8Array.from(bytes));
}

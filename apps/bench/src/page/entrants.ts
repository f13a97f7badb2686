// Who takes part in a browser.
import type { Entrant } from "../channel";
import type { Group, Implementation } from "../types";

/** What everybody must agree with: the references on cpu. */
const oracle: Entrant = { implementation: "attn-reference", variant: "cpu" };

const everybody: readonly Entrant[] = [
  { implementation: "attn", variant: "simd" },
  { implementation: "attn", variant: "relaxed" },
  { implementation: "attn-reference", variant: "wasm" },
  { implementation: "tfjs-wasm", variant: "wasm transform" },
  { implementation: "tfjs-wasm", variant: "wasm gather" },
  { implementation: "tfjs-cpu", variant: "cpu transform" },
  { implementation: "tfjs-webgl", variant: "webgl" },
  { implementation: "tfjs-webgpu", variant: "webgpu" },
  { implementation: "onnxruntime-web", variant: "wasm" },
  { implementation: "jax-js", variant: "wasm" },
];

/** Their names, each once. */
export const inBrowsers: readonly Implementation[] = [
  ...new Set(everybody.map(({ implementation }) => implementation)),
];

/** Of those wanted the ones that these groups ask for, and first the oracle, whom nobody can leave out. */
export function entrantsFor(groups: readonly Group[], wanted: readonly Implementation[]): Entrant[] {
  const peers = new Set(groups.flatMap(({ works }) => works.flatMap(({ work }) => work.peers)));
  return [oracle, ...everybody.filter(({ implementation }) => wanted.includes(implementation))].filter(
    ({ implementation }) => peers.has(implementation),
  );
}

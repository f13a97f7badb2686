// What examples import. Each is loaded when a program asks for it, so that what is registered is what would be elsewhere.

import type * as core from "@attn/core";
import type * as training from "@attn/core/training";
import type * as viz from "@attn/viz";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import * as tf from "@tensorflow/tfjs-core";
import { type Name, names } from "./names";
import type { Shown } from "./told";

const wasmPaths = {
  "tfjs-backend-wasm.wasm": plain,
  "tfjs-backend-wasm-simd.wasm": simd,
  "tfjs-backend-wasm-threaded-simd.wasm": threaded,
};

/** Also what the page shows of what a program makes; `show` puts it below the code. */
export type Show = (shown: Shown[]) => void;

const loaders: Record<Name, (show: Show) => Promise<object>> = {
  "@tensorflow/tfjs": wholeTfjs,
  "@tensorflow/tfjs-core": async () => tf,
  "@tensorflow/tfjs-layers": () => import("@tensorflow/tfjs-layers"),
  "@tensorflow/tfjs-backend-cpu": () => import("@tensorflow/tfjs-backend-cpu"),
  "@tensorflow/tfjs-backend-wasm": () => import("@tensorflow/tfjs-backend-wasm"),
  "@attn/core": async () => startsHere(await import("@attn/core")),
  "@attn/core/kernels": () => import("@attn/core/kernels"),
  "@attn/core/models": () => import("@attn/core/models"),
  "@attn/core/random": () => import("@attn/core/random"),
  "@attn/core/training": async () => trainsHere(await import("@attn/core/training")),
  "@attn/ntm": () => import("@attn/ntm"),
  "@attn/ntm/layers": () => import("@attn/ntm/layers"),
  "@attn/draw": () => import("@attn/draw"),
  "@attn/stn": () => import("@attn/stn"),
  "@attn/data": () => import("@attn/data"),
  "@attn/train": () => import("@attn/train"),
  "@attn/viz": async (show) => showsFiles(await import("@attn/viz"), show),
};

/** Loads what is asked for, and tfjs's wasm file if it may be wanted: later nothing can be fetched. */
export async function load(wanted: readonly string[], startsWasm: boolean, show: Show): Promise<Map<string, object>> {
  const unknown = wanted.find((name) => !(names as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`"${unknown}" cannot be imported here; these can: ${names.join(", ")}`);
  const modules = await Promise.all(
    wanted.map(async (name) => [name, asModule(await loaders[name as Name](show))] as const),
  );
  if (startsWasm || wanted.includes("@tensorflow/tfjs-backend-wasm")) await startWasm();
  return new Map(modules);
}

/** The backend runs from now on, and whoever chooses it finds it running; it is not chosen by this. */
async function startWasm(): Promise<void> {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(wasmPaths);
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false); // its threads are workers, which examples do not get
  const engine = tf.engine() as unknown as { initializeBackend(name: string): { success: boolean | Promise<boolean> } };
  await engine.initializeBackend("wasm").success;
}

/** As `@tensorflow/tfjs` has it, without what examples do not use. */
async function wholeTfjs(): Promise<object> {
  const [layers, { version_core }] = await Promise.all([
    import("@tensorflow/tfjs-layers"),
    import("@tensorflow/tfjs-core"),
    import("@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops"),
    import("@tensorflow/tfjs-backend-cpu"),
  ]);
  return { ...tf, ...layers, version: { tfjs: version_core } };
}

const startsHere = (module: typeof core): object => ({
  ...module,
  ready: (options: core.ReadyOptions = {}) => module.ready({ wasmPaths, ...options }),
});

const trainsHere = (module: typeof training): object => ({
  ...module,
  registerTrainingKernels: (options: training.TrainingOptions = {}) =>
    module.registerTrainingKernels({ wasmPaths, ...options }),
});

/** A file that a program encodes is a picture that the page can show. */
function showsFiles(module: typeof viz, show: Show): object {
  const encodePng: typeof viz.encodePng = (...args) => {
    const bytes = module.encodePng(...args);
    show([{ kind: "file", bytes: Uint8Array.from(bytes), type: "image/png", caption: "PNG" }]);
    return bytes;
  };
  const encodeGif: typeof viz.encodeGif = (...args) => {
    const made = module.encodeGif(...args);
    void Promise.resolve(made).then((bytes) =>
      show([{ kind: "file", bytes: Uint8Array.from(bytes), type: "image/gif", caption: "GIF" }]),
    );
    return made;
  };
  return { ...module, encodePng, encodeGif };
}

const asModule = (module: object): object => Object.defineProperty({ ...module }, "__esModule", { value: true });

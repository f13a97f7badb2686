// onnxruntime on a model of one op, written by hand: protobuf of a few hundred bytes.
import type { InferenceSession, Tensor } from "onnxruntime-web";
import type { Named } from "../types";
import { type Host, Unsupported } from "./contract";
import { toChannelsFirst, toChannelsLast } from "./layout";
import { beside, inBrowser } from "./runtime";

type Ort = typeof import("onnxruntime-web");
let ort: Ort;

export const host: Host = {
  async start(variant) {
    ort = await load(variant);
    ort.env.wasm.numThreads = 1;
    if (inBrowser()) ort.env.wasm.wasmPaths = { wasm: `${beside("ort")}ort-wasm-simd-threaded.wasm` };
  },

  async prepare({ op }, inputs) {
    if (op !== "gridSample") throw new Unsupported("onnxruntime is asked for GridSample alone: it has no gradients");
    const session = await ort.InferenceSession.create(gridSampleModel(), {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
    });
    const { image, grid } = inputs as { image: Named; grid: Named };
    const nchw = toChannelsFirst(image);
    const feeds = {
      X: new ort.Tensor("float32", nchw.data, nchw.shape),
      grid: new ort.Tensor("float32", grid.data, grid.shape),
    };
    const { Y } = await session.run(feeds);
    return {
      outputs: [toChannelsLast({ name: "out", shape: [...Y!.dims], data: Y!.data as Float32Array })],
      run: () => runOnce(session, feeds),
      release: () => void session.release(),
    };
  },
};

async function runOnce(session: InferenceSession, feeds: Record<string, Tensor>): Promise<void> {
  const { Y } = await session.run(feeds);
  Y!.dispose();
}

async function load(variant: string): Promise<Ort> {
  if (variant.startsWith("wasm")) return import("onnxruntime-web");
  const native = "onnxruntime-node"; // not among the dependencies: a user may have it
  try {
    return (await import(native)) as Ort;
  } catch {
    throw new Unsupported("onnxruntime-node is not installed");
  }
}

/** ModelProto { ir_version 8, graph { GridSample(X, grid) → Y }, opset 16 }; linear, zeros, align_corners 0. */
function gridSampleModel(): Uint8Array {
  const value = (name: string) => message(11, [...text(1, name), ...message(2, message(1, varint(1, 1)))]);
  const output = (name: string) => message(12, [...text(1, name), ...message(2, message(1, varint(1, 1)))]);
  const attribute = (name: string, kind: number, body: number[]) =>
    message(5, [...text(1, name), ...body, ...varint(20, kind)]);
  const node = [
    ...text(1, "X"),
    ...text(1, "grid"),
    ...text(2, "Y"),
    ...text(4, "GridSample"),
    ...attribute("mode", 3, text(4, "bilinear")),
    ...attribute("padding_mode", 3, text(4, "zeros")),
    ...attribute("align_corners", 2, varint(3, 0)),
  ];
  const graph = [...message(1, node), ...text(2, "sampling"), ...value("X"), ...value("grid"), ...output("Y")];
  return Uint8Array.from([...varint(1, 8), ...message(7, graph), ...message(8, varint(2, 16))]);
}

const varint = (field: number, value: number): number[] => [...base128(field << 3), ...base128(value)];
const message = (field: number, body: number[]): number[] => [
  ...base128((field << 3) | 2),
  ...base128(body.length),
  ...body,
];
const text = (field: number, value: string): number[] => message(field, [...new TextEncoder().encode(value)]);

function base128(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...base128(value >>> 7)];
}

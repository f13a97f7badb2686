// What the kernels are told (assembly/src/draw/plan.ts), in the order in which they read it.
import { decoderInput, encoderInput, type Sizes, WINDOW } from "./sizes";

/** What the kernels do: encode and draw, draw alone, or look alone. */
export const modes = { autoencode: 0, generate: 1, glimpse: 2 } as const;
export type Mode = keyof typeof modes;

const layoutNames = [
  ...(["record", "encoderIn", "encoderGates", "encoderC", "encoderH", "latent"] as const),
  ...(["decoderIn", "decoderGates", "decoderC", "decoderH"] as const),
  ...(["readWindow", "readX", "readY", "writeWindow", "writeX", "writeY", "patch", "canvas"] as const),
];

/** Where things lie in the record that the tape has for each step of each image, in floats. */
export type Layout = Record<(typeof layoutNames)[number], number>;

export function layoutOf(sizes: Sizes, mode: Mode): Layout {
  const { E, D, Z, H, W, readSize, writeSize, written, pixels } = sizes;
  const [encodes, decodes] = [mode !== "generate", mode !== "glimpse"];
  const [reads, writes] = [encodes && readSize > 0, decodes && writeSize > 0];
  let record = 0;
  const room = (needed: boolean, size: number) => {
    const at = record;
    if (needed) record += size;
    return at;
  };
  const layout = {
    encoderIn: room(encodes, encoderInput(sizes)),
    encoderGates: room(encodes, 4 * E),
    encoderC: room(encodes, E),
    encoderH: room(encodes, E),
    latent: room(mode === "autoencode", 2 * Z),
    decoderIn: room(decodes, decoderInput(sizes)),
    decoderGates: room(decodes, 4 * D),
    decoderC: room(decodes, D),
    decoderH: room(decodes, D),
    readWindow: room(reads, WINDOW),
    readX: room(reads, readSize * W),
    readY: room(reads, readSize * H),
    writeWindow: room(writes, WINDOW),
    writeX: room(writes, writeSize * W),
    writeY: room(writes, writeSize * H),
    patch: room(writes, written),
    canvas: room(decodes, pixels),
  };
  return { record, ...layout };
}

/** Sizes that the kernels know and the configuration does not. */
export interface Call extends Sizes {
  mode: Mode;
  B: number;
  T: number;
  origin: 0 | 1;
  epsilon: number;
  /** Whether each image has a first state of its own, or all the same. */
  ownState: boolean;
}

const sizeNames = [
  ...(["B", "T", "H", "W", "C", "Z", "E", "D", "K"] as const),
  ...(["readSize", "writeSize", "seen", "written", "images", "origin"] as const),
];

const inputNames = [
  ...(["x", "noise", "labels"] as const),
  ...(["readWindow.kernel", "readWindow.bias", "encoder.kernel", "encoder.bias"] as const),
  ...(["latent.kernel", "latent.bias", "decoder.kernel", "decoder.bias"] as const),
  ...(["writeWindow.kernel", "writeWindow.bias", "patch.kernel", "patch.bias"] as const),
  ...(["canvas0", "encoder0", "decoder0"] as const),
];

/** What goes into the kernels: images, noise, labels, weights and the first state. */
export type InputName = (typeof inputNames)[number];

/** Addresses by the names of what is there. */
export interface Pointers {
  inputs: Partial<Record<InputName, number>>;
  /** Of the gradients, by the same names. */
  grads: Partial<Record<InputName, number>>;
  tape: number;
  /** The results, or their cotangents. */
  ends: { kl?: number; canvas?: number; encoder?: number; decoder?: number };
}

/** A float32 as the whole number of the same bits. */
const bitsOf = (x: number): number => new Uint32Array(Float32Array.of(x).buffer)[0]!;

/** Fields that the kernels write themselves. */
const OWN = 20;

export function planOf(call: Call, { inputs, grads, tape, ends }: Pointers): number[] {
  const layout = layoutOf(call, call.mode);
  return [
    modes[call.mode],
    ...sizeNames.map((name) => call[name]),
    ...[bitsOf(call.epsilon), Number(call.ownState)],
    ...layoutNames.map((name) => layout[name]),
    ...inputNames.map((name) => inputs[name] ?? 0),
    ...[tape, ends.kl ?? 0, ends.canvas ?? 0, ends.encoder ?? 0, ends.decoder ?? 0],
    ...inputNames.map((name) => grads[name] ?? 0),
    ...new Array<number>(OWN).fill(0),
  ];
}

import { uniform } from "../inputs";
import type { Group, Implementation, Named } from "../types";

/** A model as the hosts read it from a work's `params`; images are 28 × 28. */
interface Model {
  B: number;
  T: number;
  Z: number;
  units: number;
  readSize: number;
  writeSize: number;
}

const side = 28;
const small = { T: 10, Z: 10, units: 256, readSize: 2, writeSize: 5 };
const paper = { T: 64, Z: 100, units: 256, readSize: 2, writeSize: 5 };
const everybody: readonly Implementation[] = ["attn-reference", "attn", "pytorch", "pytorch-compile"];

export const draw = (): Group[] => [
  ...[64, 100].map((B) => drawing({ ...small, B }, "train", everybody)),
  drawing({ ...paper, B: 100 }, "train", ["attn", "pytorch", "pytorch-compile"]), // composed, a step takes half a minute
  drawing({ ...small, B: 64 }, "forward", everybody),
  ...reading({ B: 64, H: 28, W: 28, N: 5 }),
  ...reading({ B: 64, H: 100, W: 100, N: 12 }),
];

function drawing(model: Model, pass: "forward" | "train", peers: readonly Implementation[]): Group {
  const { B, T, Z, units, readSize, writeSize } = model;
  const what = pass === "train" ? "DRAW" : "DRAW generates";
  const work = {
    suite: "draw",
    case: `${what} ${side}x${side} T ${T} z ${Z} read ${readSize} write ${writeSize} units ${units} batch ${B} ${pass}`,
    op: pass === "train" ? "drawTrain" : "drawGenerate",
    params: { ...model, side },
    peers,
    tolerance: 1e-3, // gradients of 64 recurrent steps in float32, from 1e-3 to 100
  };
  const inputs = () => [...(pass === "train" ? images(B) : []), noise(model), ...weights(model)];
  return { works: [{ work, inputs }] };
}

/** Bits, as of binarized digits. */
function images(B: number): Named[] {
  const x = uniform("x", [B, side, side, 1], 1);
  x.data.forEach((value, i) => {
    x.data[i] = value > 0.6 ? 1 : 0;
  });
  return [x];
}

const noise = ({ T, B, Z }: Model): Named => uniform("noise", [T, B, Z], 2, 1.5);

/** By the names that they have in `Draw.weights`. */
function weights({ Z, units, readSize, writeSize }: Model): Named[] {
  const seen = 2 * readSize * readSize;
  const kernel = (name: string, rows: number, columns: number, seed: number) =>
    uniform(`${name}.kernel`, [rows, columns], seed, 1 / Math.sqrt(rows));
  const bias = (name: string, columns: number, seed: number) => uniform(`${name}.bias`, [columns], seed, 0.1);
  return [
    ...[kernel("readWindow", units, 5, 3), bias("readWindow", 5, 4)],
    ...[kernel("encoder", seen + 2 * units, 4 * units, 5), bias("encoder", 4 * units, 6)],
    ...[kernel("latent", units, 2 * Z, 7), bias("latent", 2 * Z, 8)],
    ...[kernel("decoder", Z + units, 4 * units, 9), bias("decoder", 4 * units, 10)],
    ...[kernel("writeWindow", units, 5, 11), bias("writeWindow", 5, 12)],
    ...[kernel("patch", units, writeSize * writeSize, 13), bias("patch", writeSize * writeSize, 14)],
    uniform("initial.canvas", [side, side, 1], 15, 0.1),
    uniform("initial.encoder", [2, units], 16, 0.1),
    uniform("initial.decoder", [2, units], 17, 0.1),
  ];
}

interface Patch {
  B: number;
  H: number;
  W: number;
  N: number;
}

/** Patches from all over an image, some of them partly off it. */
function reading(params: Patch): Group[] {
  const { B, H, W, N } = params;
  const raw = () => uniform("raw", [B, 5], 2, 0.8);
  const image = () => uniform("image", [B, H, W, 1], 1);
  const work = (op: string, pass: string) => ({
    suite: "draw",
    case: `readPatch ${B}x${H}x${W}x1 -> ${N}x${N} ${pass}`,
    ...{ op, params: { ...params } as Record<string, number>, peers: everybody },
    tolerance: 1e-4,
  });
  return [
    { works: [{ work: work("readPatch", "forward"), inputs: () => [image(), raw()] }] },
    {
      works: [
        {
          work: work("readPatchBackward", "backward"),
          inputs: () => [image(), raw(), uniform("dOut", [B, N, N, 1], 3)],
        },
      ],
    },
  ];
}

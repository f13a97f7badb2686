import type { DrawConfig } from "./options";

/** What a configuration's numbers are called inside functions, and what follows from them. */
export interface Sizes {
  /** the image, and its numbers */
  H: number;
  W: number;
  C: number;
  pixels: number;
  /** latent numbers, units of the encoder and the decoder, classes */
  Z: number;
  E: number;
  D: number;
  K: number;
  /** sides of the patches; 0 without attention */
  readSize: number;
  writeSize: number;
  /** numbers that are read of one image, and numbers that are written */
  seen: number;
  written: number;
  /** images that are read: the input and what is missing of it, or the input alone */
  images: number;
}

/** Numbers that choose a window: g̃X, g̃Y, log σ², log δ̃, log γ. */
export const WINDOW = 5;

export function sizesOf(config: DrawConfig): Sizes {
  const [H, W, C] = config.imageSize;
  const pixels = H * W * C;
  const { attention, readSize, writeSize } = config;
  return {
    ...{ H, W, C, pixels },
    ...{ Z: config.latentSize, E: config.encoderUnits, D: config.decoderUnits, K: config.classes },
    readSize: attention ? readSize : 0,
    writeSize: attention ? writeSize : 0,
    seen: attention ? readSize * readSize * C : pixels,
    written: attention ? writeSize * writeSize * C : pixels,
    images: 2,
  };
}

/** Rows of the encoder's kernel: what is read, the decoder's last h, the class, its own last h. */
export const encoderInput = ({ images, seen, D, K, E }: Sizes): number => images * seen + D + K + E;

/** Rows of the decoder's kernel: z, the class, its own last h. */
export const decoderInput = ({ Z, K, D }: Sizes): number => Z + K + D;

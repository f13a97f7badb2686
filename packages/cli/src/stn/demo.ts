import { distort, distortions, type ImageSet, select } from "@attn/data";
import { distortedMnistClassifier, type SpatialTransformer } from "@attn/stn";
import { writePng } from "@attn/viz/node";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { say } from "../output";
import { errorPercent } from "./classifier";
import type { Digits } from "./digits";
import { lookingPicture } from "./picture";
import { train } from "./train";
import { meanTurn } from "./upright";

export interface StnDemoOptions {
  digits: Digits;
  /** Where the picture goes. */
  file: string;
  /** Training steps of each net. */
  steps: number;
  seed: number;
}

const batchSize = 32;
const learningRate = 0.002;
const clipNorm = 1;

/** The same small CNN without and with a spatial transformer, on the paper's RTS digits. */
export async function stnDemo({ digits, file, steps, seed }: StnDemoOptions): Promise<void> {
  const { train: known, test: unknown, origin } = digits;
  say(`The task: ${origin}, turned by up to 45°, scaled by 0.7 to 1.2, at a random place of 42×42 pixels (RTS).`);
  say("Two nets learn it: a small CNN, and the same CNN with a spatial transformer before it.");
  say(`Both see the same ${steps} batches of ${batchSize} digits, with the same optimizer and learning rate.`);
  say("The transformer pays for turning all digits of a batch the same way, so that straightened means upright.");

  const distortion = distortions.RTS();
  const test = distort(first(2000, unknown), distortion, seed);
  const [plain, looking] = [smallNet(seed), smallNet(seed, "affine")];
  const transformer = looking.getLayer("transformer") as SpatialTransformer;
  const common = { digits: known, distortion, steps, batchSize, learningRate, clipNorm, seed };
  const glimpse = distort(first(250, known), distortion, seed + 1);
  const one = await train(plain, { title: "CNN", ...common, ...watching(plain, glimpse) });
  const other = await train(looking, {
    title: "with a transformer",
    penalty: ({ x }) => meanTurn(transformer, x),
    ...common,
    ...watching(looking, glimpse),
  });

  say(`Done in ${(one.seconds + other.seconds).toFixed(0)} s. Of ${test.size} digits that neither has seen:`);
  const row = (name: string, net: LayersModel) => {
    const [size, error] = [net.countParams().toLocaleString("en"), errorPercent(net, test)];
    say(`  ${name.padEnd(27)} ${size} parameters   ${error.toFixed(1).padStart(5)} % wrong`);
    return error;
  };
  if (row("CNN", plain) <= row("CNN with a transformer", looking)) {
    say("The transformer must learn where to look before it helps: give it more steps (--steps).");
  }
  await writePng(file, lookingPicture(transformer, test));
  say(`Where the transformer looked and what it saw: ${file}`);
}

/** Shows now and then how a net does. */
const watching = (net: LayersModel, set: ImageSet) => ({
  evaluate: () => ({ "wrong %": errorPercent(net, set) }),
  evaluateEvery: 100,
});

const first = (count: number, set: ImageSet): ImageSet => select(set, [...Array(Math.min(count, set.size)).keys()]);

/** The paper's CNN, smaller; with a transformer its hidden layer is narrower, so that both nets have the same size. */
const smallNet = (seed: number, transformer?: "affine") =>
  distortedMnistClassifier({
    network: "cnn",
    imageSize: [42, 42],
    filters: [8, 16],
    localizationUnits: 32,
    parameters: 60_000,
    seed,
    ...(transformer && { transformer }),
  });

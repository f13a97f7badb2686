import { join } from "node:path";
import { distort, distortions, type ImageSet, select } from "@attn/data";
import { distortedMnistClassifier, type SpatialTransformer } from "@attn/stn";
import { writePng } from "@attn/viz/node";
import { startBackend } from "../backend";
import { checkWritable, fromUser, say } from "../output";
import { errorPercent } from "../stn/classifier";
import { loadDigits } from "../stn/digits";
import { lookingPicture } from "../stn/picture";
import { train } from "../stn/train";

export interface DemoOptions {
  data?: string;
  out: string;
  seed: number;
  backend: "wasm" | "cpu";
  steps: number;
}

const batchSize = 64;
const learningRate = 0.002;

/** `attn demo`: the same small CNN without and with a spatial transformer, on the paper's RTS digits. */
export async function demo({ data, out, seed, backend, steps }: DemoOptions): Promise<void> {
  const file = join(fromUser(out), "spatial-transformer.png");
  await checkWritable(file);
  const digits = await loadDigits(data, { train: 6000, test: 1000 });
  await startBackend(backend);
  say(`Learning ${digits.origin}, turned by up to 45°, scaled by 0.7 to 1.2, at a random place of 42×42 pixels (RTS).`);
  say(`Both nets: ${steps} steps of ${batchSize} digits, seed ${seed}, the same digits in the same order.`);

  const distortion = distortions.RTS();
  const test = distort(firstOf(digits.test, 2000), distortion, seed);
  const run = { distortion, steps, batchSize, learningRate, seed };
  const [plain, looking] = [smallNet(seed), smallNet(seed, "affine")];
  await train(plain, digits, { title: "CNN alone      ", ...run });
  await train(looking, digits, { title: "CNN+transformer", ...run });

  const errors = [errorPercent(plain, test), errorPercent(looking, test)] as const;
  const row = (name: string, parameters: number, error: number) =>
    say(`  ${name.padEnd(28)} ${parameters.toLocaleString("en")} parameters   ${error.toFixed(1).padStart(5)} % wrong`);
  say(`On ${test.size} digits not seen before:`);
  row("CNN", plain.countParams(), errors[0]);
  row("CNN with a transformer", looking.countParams(), errors[1]);

  const transformer = looking.getLayer("transformer") as SpatialTransformer;
  await writePng(file, lookingPicture(transformer, test));
  say(`Where it looked and what it saw: ${file}`);
}

const firstOf = (set: ImageSet, count: number) =>
  select(
    set,
    Array.from({ length: Math.min(count, set.size) }, (_, i) => i),
  );

/** The paper's CNN, a tenth as large; with a transformer its hidden layer is narrower, so that the sizes agree. */
const smallNet = (seed: number, transformer?: "affine") =>
  distortedMnistClassifier({
    network: "cnn",
    imageSize: [42, 42],
    filters: [8, 16],
    parameters: 40_000,
    seed,
    ...(transformer && { transformer }),
  });

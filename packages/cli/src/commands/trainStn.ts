import { writeFile } from "node:fs/promises";
import { saveSafetensors } from "@attn/core";
import { distort, distortions } from "@attn/data";
import { type ClassifierOptions, distortedMnistClassifier, type Transform } from "@attn/stn";
import { layerWeights } from "@attn/train";
import { startBackend } from "../backend";
import { checkDistinct, checkWritable, fromUser, say } from "../output";
import { errorPercent } from "../stn/classifier";
import { loadDigits } from "../stn/digits";
import { train } from "../stn/train";

export interface TrainStnOptions {
  network: "fcn" | "cnn" | "st-fcn" | "st-cnn";
  transform: Transform;
  distortion: "R" | "RTS" | "P" | "E" | "TC";
  data?: string;
  digits: number;
  steps: number;
  batchSize: number;
  learningRate: number;
  clipNorm: number;
  parameters: number;
  checkpoint?: string;
  weights?: string;
  json?: string;
  seed: number;
  backend: "wasm" | "cpu";
}

/** `attn train stn`: trains one of the paper's classifiers and prints its error on the test digits. */
export async function trainStn(options: TrainStnOptions): Promise<void> {
  const { data, seed, backend } = options;
  const json = options.json && fromUser(options.json);
  const checkpoint = options.checkpoint && fromUser(options.checkpoint);
  const weights = options.weights && fromUser(options.weights);
  checkDistinct({ "--checkpoint": checkpoint, "--weights": weights, "--json": json });
  for (const path of [checkpoint, weights, json]) if (path) await checkWritable(path);
  const digits = await loadDigits(data, { train: options.digits, test: Math.floor(options.digits / 5) });
  await startBackend(backend);

  const distortion = distortions[options.distortion]();
  const test = distort(digits.test, distortion, seed);
  const config = classifierOptions(options, [test.height, test.width]);
  const net = distortedMnistClassifier(config);
  const parameters = net.countParams();
  say(`${name(options)} of ${parameters} parameters on ${digits.origin}, distortion ${options.distortion}.`);

  const { steps, batchSize, learningRate, clipNorm } = options;
  const { network, transform, parameters: size } = options;
  const { from, seconds } = await train(net, {
    title: name(options),
    ...{ digits: digits.train, distortion, steps, batchSize, learningRate, clipNorm, seed },
    ...(checkpoint && { checkpoint }),
    settings: {
      ...{ network, transform, distortion: options.distortion, data: data ?? `${options.digits} made by program` },
      ...{ steps, batchSize, learningRate, clipNorm, parameters: size, seed },
    },
  });
  if (weights) {
    const metadata = { model: "attn distortedMnistClassifier 1", config: JSON.stringify(config) };
    await writeFile(weights, saveSafetensors(layerWeights(net), metadata));
  }
  const error = errorPercent(net, test);
  const before = from > 0 ? ` for the steps after ${from}` : "";
  say(`Test error ${error.toFixed(2)} % of ${test.size} after ${steps} steps, ${seconds.toFixed(0)} s${before}.`);
  const result = { ...options, parameters, testSize: test.size, error, seconds, resumedFrom: from };
  if (json) await writeFile(json, `${JSON.stringify(result, null, 2)}\n`);
}

/** The options of a net of the paper; RTS and TC are averaged after the transformer. */
export function classifierOptions(
  { network, transform, distortion, parameters, seed }: TrainStnOptions,
  imageSize: [number, number],
): ClassifierOptions {
  return {
    network: network.endsWith("fcn") ? "fcn" : "cnn",
    ...(network.startsWith("st-") && { transformer: transform }),
    pool: distortion === "RTS" || distortion === "TC",
    ...{ imageSize, parameters, seed },
  };
}

const name = ({ network, transform }: TrainStnOptions) =>
  network.startsWith("st-") ? `${network.toUpperCase()} ${transform}` : network.toUpperCase();

// Where the commands' digits come from.
import { digits, type ImageSet } from "@attn/data";
import { loadMnist } from "@attn/data/node";
import { fromUser } from "../output";

export interface Digits {
  train: ImageSet;
  test: ImageSet;
  /** In words, for the output. */
  origin: string;
}

/** MNIST from a folder; without one, digits made by program, as many as asked for. */
export async function loadDigits(folder: string | undefined, made: { train: number; test: number }): Promise<Digits> {
  if (folder !== undefined) return { ...(await loadMnist(fromUser(folder))), origin: "MNIST's digits" };
  const [train, test] = [digits({ count: made.train, seed: 0 }), digits({ count: made.test, seed: 1 })];
  return { train, test, origin: "digits made by program" };
}

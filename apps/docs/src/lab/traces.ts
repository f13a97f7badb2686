// Run in Node at build time: the result of every figure's first numbers.
import "@tensorflow/tfjs-layers";
import "@tensorflow/tfjs-backend-wasm";
import { ready } from "@attn/core";
import { drawFigures } from "../chapters/draw/figures";
import { ntmFigures } from "../chapters/ntm/figures";
import { stnFigures } from "../chapters/stn/figures";
import { experiments } from "./experiments";

interface Stored {
  experiment: string;
  defaults: object;
}

const chapters: Record<string, Readonly<Record<string, Stored>>> = {
  ntm: ntmFigures,
  draw: drawFigures,
  stn: stnFigures,
};

export async function results(): Promise<Record<string, unknown>> {
  await ready();
  const made: Record<string, unknown> = {};
  for (const [chapter, figures] of Object.entries(chapters))
    for (const [name, stored] of Object.entries(figures)) made[`${chapter}.${name}`] = await resultOf(stored);
  return made;
}

async function resultOf({ experiment, defaults }: Stored): Promise<unknown> {
  const found = (experiments as Record<string, { prepare?(p: object): Promise<void>; run(p: object): unknown }>)[
    experiment
  ]!;
  await found.prepare?.(defaults);
  return found.run(defaults);
}

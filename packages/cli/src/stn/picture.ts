import { type ImageSet, select, toTensors } from "@attn/data";
import type { SpatialTransformer } from "@attn/stn";
import { contactSheet, gridOutlines, type Picture } from "@attn/viz";
import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/** Two digits of each class: as they came, with the outline of where the transformer looked, and as it gave them on. */
export function lookingPicture(transformer: SpatialTransformer, set: ImageSet): Picture {
  const tensors = toTensors(select(set, [...firstOfEach(set, 0), ...firstOfEach(set, 1)]));
  const localized = transformer.localize(tensors.x);
  const seen = transformer.apply(tensors.x) as Tensor;
  const picture = contactSheet({
    title: "Where a spatial transformer looks",
    note: "It was told the digits' names, never where or how one lies; only not to lean on average. The heavy edge is the top of what it sees.",
    strips: [
      { title: "input", images: tensors.x, outlines: gridOutlines(localized.grid) },
      { title: "seen", images: seen },
    ],
    columns: 10,
    tileSize: 84,
    density: 2,
  });
  tf.dispose([tensors, { ...localized }, seen]);
  return picture;
}

/** Where each class occurs for the nth time, as far as it does. */
function firstOfEach({ labels }: ImageSet, nth: number): number[] {
  const places = Array.from({ length: 10 }, (_, label) => [...labels.keys()].filter((i) => labels[i] === label)[nth]);
  return places.filter((i) => i !== undefined);
}

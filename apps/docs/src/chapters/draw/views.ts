// Small things that the figures of this chapter share.
import type { WindowLists } from "../../lab/experiments/drawModels";
import type { WindowNumbers } from "../../lab/experiments/drawValues";
import type { Values } from "../../lab/values";

export const READS = "#56b4e9";
export const WRITES = "#ffb000";

/** Image `i` of several. */
export function imageAt({ shape, data }: Values, i: number): Values {
  const size = shape[1]! * shape[2]!;
  return { shape: [shape[1]!, shape[2]!], data: Array.prototype.slice.call(data, i * size, (i + 1) * size) };
}

/** Window `i` of several. */
export const windowAt = ({ gX, gY, delta, sigma2, gamma }: WindowLists, i: number): WindowNumbers => ({
  ...{ gX: gX[i]!, gY: gY[i]!, delta: delta[i]!, sigma2: sigma2[i]!, gamma: gamma[i]! },
});

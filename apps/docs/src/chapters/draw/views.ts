// Small things that the figures of this chapter share.
import type { WindowLists } from "../../lab/experiments/drawModels";
import type { WindowNumbers } from "../../lab/experiments/drawValues";

export const READS = "#56b4e9";
export const WRITES = "#ffb000";

/** Window `i` of several. */
export const windowAt = ({ gX, gY, delta, sigma2, gamma }: WindowLists, i: number): WindowNumbers => ({
  ...{ gX: gX[i]!, gY: gY[i]!, delta: delta[i]!, sigma2: sigma2[i]!, gamma: gamma[i]! },
});

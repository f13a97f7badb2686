import type { WindowParams } from "../../lab/experiments/draw";

const SIDE = 28;

/** What the network would have to say for a window to lie where it was dragged: eqs. 22 to 24 turned round. */
export const windowDrags = (params: WindowParams) => ({
  move(gX: number, gY: number): void {
    params.gX = (2 * gX) / (SIDE + 1) - 1;
    params.gY = (2 * gY) / (SIDE + 1) - 1;
  },
  stretch(delta: number): void {
    params.logDelta = Math.log((delta * Math.max(1, params.N - 1)) / (SIDE - 1));
  },
});

// A filter in panels: all taps for a few outputs, as conv2d's tiles read them.
import { bytes } from "../bytes";
import { copy } from "../copy";
import { filled } from "./convPack";

/** How many outputs the panel has that begins with output o: 12 where 4 would remain. */
export function panelWidth(o: i32, outs: i32): i32 {
  const left = outs - o;
  return left == 4 || left == 12 ? left : 8;
}

/** out, for each panel: its biases, then its weights, tap by tap; zeros past the last output. */
export function layPanels(filter: usize, bias: usize, out: usize, K: i32, Co: i32): void {
  const outs = filled(Co);
  for (let o: i32 = 0; o < outs; ) {
    const wide = panelWidth(o, outs);
    const count = min(wide, Co - o);
    for (let k = -1; k < K; k++, out += bytes(wide)) {
      if (count < wide || bias == 0) memory.fill(out, 0, bytes(wide));
      if (k >= 0) copy(filter + bytes(k * Co + o), out, count);
      else if (bias != 0) copy(bias + bytes(o), out, count);
    }
    o += wide;
  }
}

// What each figure of the chapter begins with; scripts/traces.mjs stores the results of these numbers.
import type { AddressParams } from "../../lab/experiments/ntm";

const N = 12;
const address: AddressParams = {
  key: [0.9, 0.1, 0.8],
  beta: 6,
  gate: 0.8,
  shift: [0, 0.2, 0.8],
  gamma: 2,
  memory: Array.from({ length: N }, (_, i) =>
    [0, 1, 2].map((j) => Number((0.5 + 0.5 * Math.sin(1.7 * i + 2.1 * j)).toFixed(2))),
  ),
  previous: Array.from({ length: N }, (_, i) => (i === 3 ? 1 : 0)),
};

export const ntmFigures = { address: { experiment: "address", defaults: address } } as const;

import type { Group } from "../types";
import { draw } from "./draw";
import { gemm } from "./gemm";
import { layers } from "./layers";
import { ntm } from "./ntm";
import { sampling } from "./sampling";
import { training } from "./training";

/** Each suite's groups, made when it is asked for. */
export const suites: Record<string, () => Group[]> = { sampling, gemm, training, layers, ntm, draw };

import type { Group } from "../types";
import { draw } from "./draw";
import { gemm } from "./gemm";
import { layers } from "./layers";
import { ntm } from "./ntm";
import { sampling } from "./sampling";
import { training } from "./training";

/** Each suite's groups, made when it is asked for. */
export const suites: Record<string, () => Group[]> = { sampling, gemm, training, layers, ntm, draw };

/** The groups of these suites in which a case's name contains `filter`, or with commas one of its parts. */
export function groupsOf(names: readonly string[], filter = ""): Group[] {
  const parts = filter.split(",");
  const isAsked = ({ works }: Group) => works.some(({ work }) => parts.some((part) => work.case.includes(part)));
  return names.flatMap((name) => suites[name]?.() ?? []).filter(isAsked);
}

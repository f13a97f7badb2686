// The ops of golden-1 files that are run, each through the public names.
import type { MakeSubject } from "../subject";
import { drawSubjects } from "./draw";
import { gridSubjects } from "./grids";
import { memorySubjects } from "./memory";
import { ntmSubjects } from "./ntm";
import { samplingSubjects } from "./sampling";
import { stnSubjects } from "./stn";

export const subjects: Readonly<Record<string, MakeSubject<unknown>>> = {
  ...gridSubjects,
  ...memorySubjects,
  ...drawSubjects,
  ...ntmSubjects,
  ...samplingSubjects,
  ...stnSubjects,
};

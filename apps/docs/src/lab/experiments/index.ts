// What figures can ask the worker for. Each takes plain numbers and gives plain numbers; tests call them in Node.
import { draw } from "./draw";
import { ntm } from "./ntm";
import { stn } from "./stn";

export const experiments = { ...ntm, ...draw, ...stn };
export type Experiments = typeof experiments;
export type ExperimentName = keyof Experiments;

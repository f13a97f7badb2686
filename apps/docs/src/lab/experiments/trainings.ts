// What can be trained in the page.
import { drawTrainings } from "./drawTrainings";
import { ntmTrainings } from "./ntmTrainings";
import { stnTrainings } from "./stnTrainings";

export const trainings = { ...ntmTrainings, ...drawTrainings, ...stnTrainings };
export type TrainingName = keyof typeof trainings;

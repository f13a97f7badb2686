import { oneOf } from "@attn/core";
import { type AssociativeRecallOptions, associativeRecall, associativeRecallSizes } from "./associativeRecall";
import type { TaskSizes } from "./batch";
import { type CopyOptions, copy, copySizes } from "./copy";
import { type DynamicNGramsOptions, dynamicNGrams, dynamicNGramsSizes } from "./dynamicNGrams";
import { type PrioritySortOptions, prioritySort, prioritySortSizes } from "./prioritySort";
import { type RepeatCopyOptions, repeatCopy, repeatCopySizes } from "./repeatCopy";

export type { AssociativeRecallOptions } from "./associativeRecall";
export type { BatchOptions, TaskBatch, TaskSizes } from "./batch";
export type { CopyOptions } from "./copy";
export { type DynamicNGramsOptions, optimalNGramPredictor } from "./dynamicNGrams";
export { bitErrors, bitsPerSequence, maskedLoss } from "./loss";
export type { PrioritySortOptions } from "./prioritySort";
export type { RepeatCopyOptions } from "./repeatCopy";

/** The paper's five tasks (Graves, Wayne & Danihelka 2014, §4): each gives the batch that its options choose. */
export const tasks = { copy, repeatCopy, associativeRecall, dynamicNGrams, prioritySort } as const;

export type TaskName = keyof typeof tasks;

/** The options of each task, by its name. */
export interface TaskOptions {
  copy: CopyOptions;
  repeatCopy: RepeatCopyOptions;
  associativeRecall: AssociativeRecallOptions;
  dynamicNGrams: DynamicNGramsOptions;
  prioritySort: PrioritySortOptions;
}

const sizes: { [K in TaskName]: (who: string, options: TaskOptions[K]) => TaskSizes } = {
  copy: copySizes,
  repeatCopy: repeatCopySizes,
  associativeRecall: associativeRecallSizes,
  dynamicNGrams: dynamicNGramsSizes,
  prioritySort: prioritySortSizes,
};

/**
 * Numbers in and out at each step of a task, for a model that is made before any batch.
 *
 *     new NTM({ ...taskSizes("copy", { bits: 4 }), … })
 *
 * @param options the task's own, all of them
 * @throws ConfigError for an unknown task or option, or an option out of its range
 */
export function taskSizes<K extends TaskName>(task: K, options: TaskOptions[K] = {}): TaskSizes {
  const name = oneOf<TaskName>("taskSizes", "task", task, Object.keys(tasks) as TaskName[]);
  return sizes[name as K]("taskSizes", options);
}

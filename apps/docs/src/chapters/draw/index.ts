import { type Component, defineAsyncComponent } from "vue";

/** Each is a chunk of its own, and only the chapter's page loads it. */
export const drawChapter: Record<string, Component> = {
  DrawStepFigure: defineAsyncComponent(() => import("./StepFigure.vue")),
  DrawLatentFigure: defineAsyncComponent(() => import("./LatentFigure.vue")),
  DrawGridFigure: defineAsyncComponent(() => import("./GridFigure.vue")),
  DrawFilterFigure: defineAsyncComponent(() => import("./FilterFigure.vue")),
  DrawReadWriteFigure: defineAsyncComponent(() => import("./ReadWriteFigure.vue")),
  DrawReconstructFigure: defineAsyncComponent(() => import("./ReconstructFigure.vue")),
  DrawGenerateFigure: defineAsyncComponent(() => import("./GenerateFigure.vue")),
  DrawTrainFigure: defineAsyncComponent(() => import("./TrainFigure.vue")),
};

import { type Component, defineAsyncComponent } from "vue";

/** Each is a chunk of its own, and only the chapter's page loads it. */
export const stnChapter: Record<string, Component> = {
  TurnedDigitFigure: defineAsyncComponent(() => import("./TurnedDigitFigure.vue")),
  PartsFigure: defineAsyncComponent(() => import("./PartsFigure.vue")),
  AffineFigure: defineAsyncComponent(() => import("./AffineFigure.vue")),
  AttentionFigure: defineAsyncComponent(() => import("./AttentionFigure.vue")),
  ProjectiveFigure: defineAsyncComponent(() => import("./ProjectiveFigure.vue")),
  SplineFigure: defineAsyncComponent(() => import("./SplineFigure.vue")),
  SamplePointFigure: defineAsyncComponent(() => import("./SamplePointFigure.vue")),
  KernelsFigure: defineAsyncComponent(() => import("./KernelsFigure.vue")),
  OutsideFigure: defineAsyncComponent(() => import("./OutsideFigure.vue")),
  AlignCornersFigure: defineAsyncComponent(() => import("./AlignCornersFigure.vue")),
  LookFigure: defineAsyncComponent(() => import("./LookFigure.vue")),
  TrainStnFigure: defineAsyncComponent(() => import("./TrainStnFigure.vue")),
};

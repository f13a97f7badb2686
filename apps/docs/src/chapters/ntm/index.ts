import { type Component, defineAsyncComponent } from "vue";

/** Each is a chunk of its own, and only the chapter's page loads it. */
export const ntmChapter: Record<string, Component> = {
  PlaceFigure: defineAsyncComponent(() => import("./PlaceFigure.vue")),
  ReadFigure: defineAsyncComponent(() => import("./ReadFigure.vue")),
  WriteFigure: defineAsyncComponent(() => import("./WriteFigure.vue")),
  ContentFigure: defineAsyncComponent(() => import("./ContentFigure.vue")),
  GateFigure: defineAsyncComponent(() => import("./GateFigure.vue")),
  ShiftFigure: defineAsyncComponent(() => import("./ShiftFigure.vue")),
  SharpenFigure: defineAsyncComponent(() => import("./SharpenFigure.vue")),
  AddressFigure: defineAsyncComponent(() => import("./AddressFigure.vue")),
  CopyFigure: defineAsyncComponent(() => import("./CopyFigure.vue")),
  CopyTrainingFigure: defineAsyncComponent(() => import("./CopyTrainingFigure.vue")),
};

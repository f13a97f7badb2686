import { type Component, defineAsyncComponent } from "vue";

/** Each is a chunk of its own, and only the chapter's page loads it. */
export const ntmChapter: Record<string, Component> = {
  AddressFigure: defineAsyncComponent(() => import("./AddressFigure.vue")),
};

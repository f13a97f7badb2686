// Every figure of the chapters, by the name that the pages use.
import type { Component } from "vue";
import BackendPicker from "../components/BackendPicker.vue";
import BenchPage from "../components/BenchPage.vue";
import { drawChapter } from "./draw";
import { ntmChapter } from "./ntm";
import { stnChapter } from "./stn";

export const figures: Record<string, Component> = {
  BackendPicker,
  BenchPage,
  ...ntmChapter,
  ...drawChapter,
  ...stnChapter,
};

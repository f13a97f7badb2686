import "katex/dist/katex.min.css";
import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import { figures } from "../../../src/chapters";
import RunBlock from "../../../src/examples/RunBlock.vue";
import WhyFigures from "../../../src/home/WhyFigures.vue";
import "../../../src/components/look.css";

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component("RunBlock", RunBlock).component("WhyFigures", WhyFigures);
    for (const [name, figure] of Object.entries(figures)) app.component(name, figure);
    if (!import.meta.env.SSR && import.meta.env.PROD)
      void navigator.serviceWorker?.register(`${import.meta.env.BASE_URL}sw.js`);
  },
} satisfies Theme;

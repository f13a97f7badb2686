import { fileURLToPath } from "node:url";
import { katex } from "@mdit/plugin-katex";
import { defineConfig } from "vitepress";
import { version } from "../../../../packages/core/package.json";
import { references } from "../../src/collected/sidebar";
import { runnable } from "../../src/examples/fence";
import { sourceLinks } from "../../src/sources";

/** Where the site will lie, such as `/attn/`; the root by default. */
const base = process.env.DOCS_BASE ?? "/";

const page = (text: string, name = "") => ({ text, link: `/guide/${name}` });
const guide = [
  {
    text: "Begin",
    items: [
      page("Getting started"),
      page("Add a transformer to your model", "add-a-transformer"),
      page("Train on your data", "train-on-your-data"),
    ],
  },
  {
    text: "Further",
    items: [
      page("A controller of your own", "custom-controllers"),
      page("Weights", "weights"),
      page("Any tfjs model on wasm", "training-on-wasm"),
      page("Workers", "workers"),
    ],
  },
  { text: "To know", items: [page("Performance", "performance"), page("Limits", "limits")] },
];

export default defineConfig({
  base,
  srcDir: ".",
  title: "attn",
  description: "Differentiable attention for JavaScript: Neural Turing Machine, DRAW, Spatial Transformer",
  lang: "en",
  cleanUrls: false,
  metaChunk: true,
  lastUpdated: false,
  outDir: "../dist",
  cacheDir: "../../../out/vitepress",
  head: [["link", { rel: "icon", href: `${base}icon.svg`, type: "image/svg+xml" }]],
  markdown: {
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    config: (md) => {
      md.use(katex as never, {
        trust: ({ command }: { command: string }) => command === "\\htmlClass",
        logger: () => "ignore",
        // a formula that is too wide for a phone can be scrolled with the keyboard
        transformer: (html: string) => html.replace('class="katex-display"', 'class="katex-display" tabindex="0"'),
      });
      runnable(md as never);
      sourceLinks(md as never);
    },
  },
  themeConfig: {
    siteTitle: "attn",
    search: { provider: "local" },
    outline: [2, 3],
    notFound: { linkLabel: "Take me home" },
    nav: [
      { text: "Learn", link: "/learn/", activeMatch: "^/learn/" },
      { text: "Guide", link: "/guide/", activeMatch: "^/guide/" },
      { text: "Reference", link: "/reference/", activeMatch: "^/(reference|api)/" },
      { text: "Benchmarks", link: "/benchmarks" },
      { text: `v${version}`, link: "/reference/" },
    ],
    sidebar: {
      "/learn/": [
        {
          text: "The lecture",
          items: [
            { text: "Attention you can differentiate", link: "/learn/" },
            { text: "Neural Turing Machine", link: "/learn/neural-turing-machine" },
            { text: "DRAW", link: "/learn/draw" },
            { text: "Spatial Transformer", link: "/learn/spatial-transformer" },
          ],
        },
      ],
      "/guide/": guide,
      ...references,
    },
  },
  vite: {
    resolve: { alias: { "@docs": fileURLToPath(new URL("../../src", import.meta.url)) } },
    assetsInclude: ["**/*.safetensors"],
    worker: { format: "es" },
    build: {
      target: "es2022",
      assetsInlineLimit: 0, // the policy allows no data: fonts
      chunkSizeWarningLimit: 2000,
    },
    server: { fs: { allow: ["../../.."] } },
  },
});

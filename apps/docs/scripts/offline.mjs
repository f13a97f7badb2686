// The service worker: after the first visit the chapters, guides and operators' pages work without a network.
// The API, the sources and the benchmark, which are as large as all the rest, are kept when they were read.
import { join } from "node:path";
import { generateSW } from "workbox-build";

export async function offline(folder) {
  const { count, size, warnings } = await generateSW({
    globDirectory: folder,
    globPatterns: ["**/*.{html,js,css,woff2,wasm,safetensors,svg,json}"],
    globIgnores: ["bench/**", "api/**", "source/**", "assets/api_*", "assets/source_*", "sw.js"],
    swDest: join(folder, "sw.js"),
    inlineWorkboxRuntime: true,
    sourcemap: false,
    maximumFileSizeToCacheInBytes: 5e6,
    ignoreURLParametersMatching: [/./],
    dontCacheBustURLsMatching: /assets\//,
    skipWaiting: true,
    clientsClaim: true,
    cleanupOutdatedCaches: true,
    runtimeCaching: [{ urlPattern: /\/(api|source|assets|bench)\//, handler: "StaleWhileRevalidate" }],
  });
  if (warnings.length > 0) throw new Error(warnings.join("\n"));
  return { count, size };
}

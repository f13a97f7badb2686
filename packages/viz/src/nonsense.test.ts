import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ready } from "@attn/core";
import { refusesNonsense } from "@attn/core/testing";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe } from "vitest";
import * as viz from "./index";
import * as node from "./node";

const picture = () => ({ width: 1, height: 1, data: new Uint8ClampedArray(4) });
const outline = { points: [[0, 0]], top: 1, color: [1, 2, 3], width: 1 };

beforeAll(() => ready({ backend: "cpu" }));

describe("@attn/viz", () => {
  const strip = () => ({
    images: { data: [1], shape: [1, 1, 1] },
    title: "a",
    captions: ["b"],
    outlines: [outline],
    range: [0, 1],
    colors: "gray",
  });
  const panel = () => ({
    values: { data: [1], shape: [1, 1] },
    title: "a",
    x: "x",
    y: "y",
    range: [0, 1],
    colors: "gray",
  });
  const calls = {
    boxes: () => [tf.zeros([1, 2, 3]), [1, 2, 3]],
    contactSheet: () => [
      { strips: [strip()], title: "t", note: "n", columnTitles: ["c"], columns: 1, tileSize: 2, density: 1 },
    ],
    encodeGif: () => [[picture()], { delay: 20, lastDelay: 30, loop: true }],
    encodePng: () => [picture()],
    heatmaps: () => [{ panels: [panel()], title: "t", note: "n", columns: 1, cellSize: 2, density: 1 }],
    gridOutlines: () => [tf.zeros([1, 1, 1, 2]), [1, 2, 3]],
    windowOutlines: () => [
      { gX: [1], gY: [1], delta: [1], sigma2: tf.ones([1]) },
      { size: [2, 2], N: 2, pixelOrigin: 1, color: [1, 2, 3] },
    ],
  };
  refusesNonsense(viz, calls, { open: ["encodePng"] });
  const oneStrip = (given: object) => viz.contactSheet({ strips: [given] } as unknown as viz.Sheet);
  const oneOutline = (given: object) => oneStrip({ ...strip(), outlines: [given] });
  refusesNonsense({ contactSheet: oneStrip }, { contactSheet: () => [strip()] });
  const onePanel = (given: object) => viz.heatmaps({ panels: [given] } as unknown as viz.Heatmaps);
  refusesNonsense({ heatmaps: onePanel }, { heatmaps: () => [panel()] });
  refusesNonsense({ contactSheet: oneOutline }, { contactSheet: () => [outline] });
});

describe("@attn/viz/node", () => {
  const [here, folder] = [process.cwd(), mkdtempSync(join(tmpdir(), "attn-"))];
  beforeAll(() => process.chdir(folder)); // where files of strange names may lie
  afterAll(() => {
    process.chdir(here);
    rmSync(folder, { recursive: true });
  });
  const calls = {
    writeGif: () => ["a.gif", [picture()], { delay: 20, lastDelay: 30, loop: true }],
    writePng: () => ["a.png", picture()],
  };
  refusesNonsense(node, calls, { open: ["writePng"] });
});

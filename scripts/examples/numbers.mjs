// What every example prints or shows, and what that must be.
import assert from "node:assert/strict";

/** From a program of its own in float64, the gradient by differences; a layer must learn to come this close. */
const expected = {
  distance: 0.09874,
  gradient: [-0.06775, -0.0636, -0.00766, -0.04111, -0.12474, 0.19176],
  learned: 0.01,
};

export function checkText(text) {
  assert.match(text, /^backend: wasm, variant: (simd|relaxed)$/m);
  const [distance] = numbersAfter("distance", text);
  const [learned] = numbersAfter("distance once learned", text);
  const gradient = numbersAfter("gradient for theta", text);
  assertClose(distance, expected.distance);
  assert.equal(gradient.length, expected.gradient.length);
  for (const [i, wanted] of expected.gradient.entries()) assertClose(gradient[i], wanted);
  assert.ok(learned < expected.learned, `${learned} must be below ${expected.learned}`);
}

/** Opens a page, which may ask no other host, and checks its text and its three canvases. */
export async function checkPage(browser, url) {
  const page = await browser.newPage();
  const foreign = [];
  const isForeign = ({ protocol, host }) => protocol.startsWith("http") && host !== new URL(url).host;
  await page.route(isForeign, (route) => {
    foreign.push(route.request().url());
    return route.abort();
  });
  try {
    await page.goto(url);
    const finished = () => document.getElementById("text").textContent !== "…";
    await page.waitForFunction(finished, undefined, { timeout: 60_000 });
    checkText(await page.textContent("#text"));
    checkImages(await page.$$eval("canvas", redsOf));
    assert.deepEqual(foreign, []);
  } finally {
    await page.close();
  }
}

/** Runs in the page. */
function redsOf(canvases) {
  const bytes = (canvas) => Array.from(canvas.getContext("2d").getImageData(0, 0, 28, 28).data);
  return canvases.map((canvas) => bytes(canvas).filter((_, i) => i % 4 === 0));
}

function checkImages([image, turned, learned]) {
  const distance = (other) => image.reduce((sum, byte, i) => sum + ((byte - other[i]) / 255) ** 2, 0) / image.length;
  assertClose(distance(turned), expected.distance, 2e-3); // a pixel is one of 256 grays
  assert.ok(distance(learned) < expected.learned, `${distance(learned)} must be below ${expected.learned}`);
}

function numbersAfter(label, text) {
  const line = text.split("\n").find((line) => line.startsWith(`${label}: `));
  assert.ok(line, `"${label}: " must be in:\n${text}`);
  return line
    .slice(label.length + 2)
    .split(" ")
    .map(Number);
}

function assertClose(got, wanted, tolerance = 1e-4) {
  assert.ok(Math.abs(got - wanted) <= tolerance, `${got} must be ${wanted}`);
}

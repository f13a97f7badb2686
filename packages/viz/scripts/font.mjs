// Makes src/text/inter.ts: the outlines of the characters that captions need, taken from the Inter typeface
// (SIL Open Font License, src/text/LICENSE.txt). Run with `pnpm font`.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import opentype from "opentype.js";

const EM = 256; // units of the outlines we keep
const ASCII = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join("");
const LATIN = "°±²³µ·×ÄÖÜßäåéöøü–—‘’“”…−↑↓";
const GREEK = "ΔΣΩαβγδεθκλμπρστφ";

const require = createRequire(import.meta.url);
const files = join(dirname(require.resolve("@fontsource/inter/package.json")), "files");
const load = (subset, weight) => {
  const bytes = readFileSync(join(files, `inter-${subset}-${weight}-normal.woff`));
  return opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};

const weights = { regular: 400, semibold: 600 };
const tables = Object.entries(weights).map(([name, weight]) => {
  const lines = [...glyphs(load("latin", weight), ASCII + LATIN), ...glyphs(load("greek", weight), GREEK)];
  lines.push(turned(lines, "↑", "→", 1), turned(lines, "↑", "←", -1)); // the subsets have none that lie
  return `export const ${name} = \`\n${lines.map(quoted).join("\n")}\n\`;`;
});

writeFileSync(
  new URL("../src/text/inter.ts", import.meta.url),
  `// Made by scripts/font.mjs from Inter, Copyright 2016 The Inter Project Authors, SIL Open Font License 1.1 (LICENSE.txt).
// A line a character: itself, how far it advances, and its contours in ${EM}ths of the type size, y down from the
// baseline. M, L and Q as in SVG, each followed by the steps from the point before; contours are closed.
${tables.join("\n")}
`,
);

function* glyphs(font, characters) {
  const scale = EM / font.unitsPerEm;
  for (const character of characters) {
    const glyph = font.charToGlyph(character);
    if (glyph.index === 0) throw new Error(`Inter has no ${character}`);
    const at = (command) =>
      ["x1", "y1", "x", "y"]
        .filter((k) => k in command)
        .map((k) => Math.round(command[k] * (k[0] === "y" ? -scale : scale)));
    const points = glyph.path.commands.filter(({ type }) => type !== "Z").map((command) => [command.type, at(command)]);
    if (points.some(([type]) => !"MLQ".includes(type))) throw new Error(`${character} has cubic curves`);
    yield line(character, Math.round(glyph.advanceWidth * scale), points);
  }
}

/** Absolute points to steps. */
function line(character, advance, points) {
  let [x, y] = [0, 0];
  const path = points.map(([type, values]) => {
    const steps = values.map((value, k) => value - (k % 2 === 0 ? x : y));
    [x, y] = values.slice(-2);
    return steps.every((step) => step === 0) && type !== "M" ? "" : type + steps.join(" ").replaceAll(" -", "-");
  });
  return `${character}${advance}${path.join("")}`;
}

/** A character turned by a quarter, with (1) or against (−1) the clock, about its advance's middle and half the capitals' height. */
function turned(lines, from, to, sign) {
  const source = lines.find((text) => text.startsWith(from));
  const [, advance, path] = source.match(/^.(\d+)(.*)$/);
  let first = true;
  const [cx, cy] = [Number(advance) / 2, -0.3633 * EM];
  const steps = path.replace(/([MLQ])([-\d ]+)/g, (_, type, numbers) => {
    const values = numbers.match(/-?\d+/g).map(Number);
    const out = [];
    for (let k = 0; k < values.length; k += 2) {
      const [dx, dy] = first ? [values[0] - cx, values[1] - cy] : [values[k], values[k + 1]];
      const [ox, oy] = [-sign * dy, sign * dx];
      out.push(...(first ? [Math.round(ox + cx), Math.round(oy + cy)] : [ox, oy]));
    }
    first = false;
    return type + out.join(" ").replaceAll(" -", "-");
  });
  return `${to}${advance}${steps}`;
}

function quoted(text) {
  return text.replace(/[\\`$]/g, "\\$&");
}

import { describe, expect, it } from "vitest";
import { blank } from "../drawing/canvas";
import { glyphOf } from "./font";
import { drawText, fitText, textWidth } from "./text";

const style = { size: 100, color: [0, 0, 0] } as const;

describe("text", () => {
  it("has every character that captions use", () => {
    const unknown = glyphOf("?", "regular");
    for (const weight of ["regular", "semibold"] as const) {
      for (const character of "aZ09%→←−²³±°θσ×·…&`$\\") {
        expect(glyphOf(character, weight), character).not.toBe(unknown);
        expect(glyphOf(character, weight).contours.length, character).toBeGreaterThan(0);
      }
    }
    expect(glyphOf("漢", "regular")).toBe(unknown);
    expect(glyphOf(" ", "regular").contours).toHaveLength(0);
  });

  it("fills what is inside: an l is a bar, an o a ring", () => {
    const draw = (text: string) => {
      const picture = blank(120, 120, [255, 255, 255]);
      drawText(picture, text, 10, 20, style);
      return (x: number, y: number) => picture.data[(y * 120 + x) * 4]!;
    };
    const bar = draw("l");
    const middle = 10 + Math.floor(textWidth("l", style) / 2);
    expect([bar(middle, 30), bar(middle, 60), bar(middle, 90)]).toEqual([0, 0, 0]);
    expect(bar(middle + 15, 60)).toBe(255);
    const ring = draw("o");
    const center = 10 + Math.floor(textWidth("o", style) / 2);
    expect(ring(center, 66)).toBe(255);
    const across = Array.from({ length: 70 }, (_, x) => ring(10 + x, 66)).filter((v) => v === 0).length;
    expect(across).toBeGreaterThan(10);
  });

  it("is cut where there is no room", () => {
    expect(fitText("abc", 1000, style)).toBe("abc");
    const cut = fitText("a long caption", 300, style);
    expect(cut).toMatch(/^a lo.*…$/);
    expect(textWidth(cut, style)).toBeLessThanOrEqual(300);
    expect(fitText("wide", 1, style)).toBe("…");
  });
});

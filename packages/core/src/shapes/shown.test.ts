import { expect, it } from "vitest";
import { shown } from "./shown";

it.each<[unknown, string]>([
  [undefined, "undefined"],
  [null, "null"],
  [Number.NaN, "NaN"],
  [-0, "0"],
  [10n, "10"],
  ["a\n", '"a\\n"'],
  [Symbol("s"), "Symbol(s)"],
  [() => 1, "a function"],
  [{ a: 1 }, "an object"],
  [Object.create(null), "an object"],
  [new Float32Array(3), "Float32Array"],
  [[0, [1, "x"]], '[0,[1,"x"]]'],
  [new Array(2), "[undefined,undefined]"],
  ["x".repeat(1e6), `"${"x".repeat(59)}…`],
])("shows %o", (value, text) => {
  expect(shown(value)).toBe(text);
});

it("shows a circle to some depth", () => {
  const circle: unknown[] = [];
  circle.push(circle);
  expect(shown(circle)).toBe("[[an array]]");
});

it("shortens what is long", () => {
  expect(shown(Array.from({ length: 1e6 }, () => 1)).length).toBe(61);
});

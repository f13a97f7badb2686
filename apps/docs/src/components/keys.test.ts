import { expect, it, vi } from "vitest";
import { arrowOf, stepOf } from "./keys";

const press = (key: string) => ({ key, preventDefault: vi.fn() }) as unknown as KeyboardEvent;

it("points where the arrow points, y downward, and keeps the page still", () => {
  const down = press("ArrowDown");
  expect(arrowOf(down)).toEqual([0, 1]);
  expect(down.preventDefault).toHaveBeenCalled();
  const other = press("Tab");
  expect(arrowOf(other)).toBeUndefined();
  expect(other.preventDefault).not.toHaveBeenCalled();
});

it("is more to the right and upward, and much more by the page", () => {
  const steps = ["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown", "PageUp", "PageDown"].map((key) =>
    stepOf(press(key)),
  );
  expect(steps).toEqual([1, 1, -1, -1, 5, -5]);
  expect(stepOf(press("PageDown"), 20)).toBe(-20);
  expect(stepOf(press("a"))).toBeUndefined();
});

import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";

/** Every element within `tolerance` of the expected one, relative to the largest expected magnitude or 1. */
export function expectClose(actual: Tensor, expected: Tensor | ArrayLike<number>, tolerance = 1e-5): void {
  const values = actual.dataSync();
  const wanted = "dataSync" in expected ? expected.dataSync() : expected;
  if ("shape" in expected) expect(actual.shape).toEqual(expected.shape);
  expect(values.length).toBe(wanted.length);
  let worst = 0;
  let scale = 1;
  for (let i = 0; i < wanted.length; i++) {
    const [a, e] = [values[i]!, wanted[i]!];
    if (Object.is(a, e) || a === e) continue;
    const error = Math.abs(a - e);
    worst = Math.max(worst, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error);
    if (Number.isFinite(e)) scale = Math.max(scale, Math.abs(e));
  }
  expect(worst / scale, "largest error, relative to the largest value expected or 1").toBeLessThan(tolerance);
}

/** No element is NaN or infinite. */
export function expectFinite(actual: Tensor): void {
  const strange = actual.dataSync().filter((value) => !Number.isFinite(value));
  expect(Array.from(strange), "elements that are not finite").toEqual([]);
}

/**
 * The gradient of a fixed random projection of `f` must match central differences, for every argument and element.
 * Keep arguments away from kinks: within `step` of one the difference is not the derivative.
 */
export function expectGradient(
  f: (...xs: never[]) => Tensor,
  xs: readonly Tensor[],
  { step = 1e-2, tolerance = 1e-2 }: { step?: number; tolerance?: number } = {},
): void {
  const apply = f as unknown as (...xs: Tensor[]) => Tensor;
  const weights = tf.tidy(() => tf.cos(tf.range(0, apply(...xs).size)));
  const loss = (...ys: Tensor[]) => tf.sum(tf.mul(tf.reshape(apply(...ys), [-1]), weights)) as tf.Scalar;
  const analytic = tf.grads(loss)([...xs]);
  xs.forEach((x, k) => {
    const values = x.dataSync().slice();
    const numeric = Array.from(values, (_, i) => {
      const at = (d: number) =>
        tf.tidy(() => {
          const moved = values.slice();
          moved[i]! += d;
          return loss(...xs.map((y, j) => (j === k ? tf.tensor(moved, x.shape) : y))).dataSync()[0]!;
        });
      return (at(step) - at(-step)) / (2 * step);
    });
    expectClose(analytic[k]!, tf.tensor(numeric, x.shape), tolerance);
  });
  tf.dispose([analytic, weights]);
}

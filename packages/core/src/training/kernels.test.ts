import * as tf from "@tensorflow/tfjs-core";
import { afterAll, describe, expect, it } from "vitest";
import { ready } from "../ready";

describe("the training kernels", () => {
  afterAll(async () => {
    await ready();
  });
  const kernels = () => ["MaxPoolGrad", "Conv2DBackpropFilter"].map((name) => tf.getKernel(name, "wasm"));

  it("are tfjs's own before ready() and after ready with variant none", async () => {
    const [theirs, missing] = kernels();
    expect(missing).toBeUndefined();
    await ready();
    await ready(); // twice does not take ours for theirs
    expect(kernels()[0]).not.toBe(theirs);
    expect(kernels()[1]).toBeDefined();
    await ready({ variant: "none" });
    expect(kernels()).toEqual([theirs, undefined]);
  });

  it("leave tfjs's own in working order on a backend that started after them", async () => {
    await ready();
    const start = tf.findBackendFactory("wasm");
    tf.removeBackend("wasm");
    tf.registerBackend("wasm", start);
    await ready({ variant: "none" });
    const x = tf.tensor4d([1, 4, 3, 2], [1, 2, 2, 1]);
    const dx = tf.grad((image: tf.Tensor) => tf.maxPool(image as tf.Tensor4D, 2, 2, 0))(x);
    expect([...dx.dataSync()]).toEqual([0, 1, 0, 0]);
  });
});

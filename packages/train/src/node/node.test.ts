import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileCheckpoint, fit, type NodeFitOptions, terminalProgress } from ".";

const folder = mkdtempSync(join(tmpdir(), "attn-train-"));
beforeAll(async () => void (await tf.setBackend("cpu")));
afterAll(() => rmSync(folder, { recursive: true }));

describe("fileCheckpoint", () => {
  it("keeps what was written last, and nothing else", async () => {
    const store = fileCheckpoint(join(folder, "new", "folder", "a.safetensors"));
    expect(await store.read()).toBeUndefined();
    await store.write(Uint8Array.of(1, 2, 3));
    await store.write(Uint8Array.of(4));
    expect(Uint8Array.from((await store.read())!)).toEqual(Uint8Array.of(4));
    expect(readdirSync(join(folder, "new", "folder"))).toEqual(["a.safetensors"]);
  });

  it("leaves an unfinished file of a killed process aside", async () => {
    const path = join(folder, "b.safetensors");
    writeFileSync(`${path}.tmp`, "half a checkpoint that is longer than the next one");
    const store = fileCheckpoint(path);
    expect(await store.read()).toBeUndefined();
    await store.write(Uint8Array.of(5));
    expect(Uint8Array.from((await store.read())!)).toEqual(Uint8Array.of(5));
    expect(existsSync(`${path}.tmp`)).toBe(false);
  });
});

describe("fit in a terminal", () => {
  function task(extra: Partial<NodeFitOptions> = {}): NodeFitOptions {
    const w = tf.variable(tf.scalar(1));
    const loss = () => tf.square(w) as tf.Scalar;
    return { weights: { w }, optimizer: tf.train.sgd(0.1), loss, steps: 3, progress: false, ...extra };
  }

  it("says before the first step that it cannot save", async () => {
    writeFileSync(join(folder, "file"), "");
    let steps = 0;
    const observers = [{ onStep: () => void steps++ }];
    await expect(fit(task({ checkpoint: join(folder, "file", "c.safetensors"), observers }))).rejects.toThrow();
    expect(steps).toBe(0);
  });

  it("takes a path, and leaves no listeners", async () => {
    const before = process.listenerCount("SIGINT");
    const path = join(folder, "d.safetensors");
    await fit(task({ checkpoint: path }));
    expect((await fit(task({ checkpoint: path, steps: 5 }))).history.loss).toHaveLength(5);
    expect(process.listenerCount("SIGINT")).toBe(before);
  });

  it("stops for the caller's signal too", async () => {
    const { step, aborted } = await fit(task({ signal: AbortSignal.abort() }));
    expect([step, aborted]).toEqual([0, true]);
  });
});

describe("terminalProgress", () => {
  async function shown(isTTY: boolean): Promise<string> {
    const stream = Object.assign(new PassThrough(), { isTTY, columns: 120, cursorTo() {}, clearLine() {} });
    let text = "";
    stream.on("data", (chunk) => void (text += chunk));
    const progress = terminalProgress({ title: "cnn", stream: stream as unknown as NodeJS.WriteStream });
    progress.onStart?.({ step: 2, steps: 4 });
    progress.onStep?.({ step: 2, steps: 4, loss: 0.5, metrics: { accuracy: 0.25 } });
    progress.onEvaluation?.({ step: 3, error: 12.345678 });
    progress.onStep?.({ step: 3, steps: 4, loss: 0.25, metrics: {} });
    progress.onEnd?.();
    await new Promise((resolve) => setImmediate(resolve));
    return text;
  }

  it("draws a bar in a terminal", async () => {
    const text = await shown(true);
    expect(text).toContain("cnn ");
    expect(text).toContain("4/4");
    expect(text).toContain("loss 0.2500 error 12.35");
  });

  it("writes lines elsewhere", async () => {
    expect(await shown(false)).toBe("cnn: going on from step 2 of 4\ncnn: step 3 error 12.35\n");
  });
});

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Draw } from "@attn/draw";
import { NTM } from "@attn/ntm";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { explain } from "../failure";
import { attn } from "../program";

let folder: string;
let out: string;
let errors: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "attn-cli-"));
  out = "";
  errors = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => Boolean((out += text)));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => Boolean((errors += text)));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** Runs a command line as the program does, but throws where it would exit. */
async function run(...args: string[]): Promise<void> {
  const program = attn();
  for (const command of [program, ...program.commands, ...program.commands.flatMap((c) => c.commands)]) {
    command.exitOverride();
  }
  await program.parseAsync(["node", "attn", ...args]);
}

const line = (promise: Promise<unknown>) =>
  promise.then(
    () => "it worked",
    (error) => explain(error),
  );

describe("attn train", () => {
  it.each([
    ["draw color --binarization static", "--binarization is of gray digits that are drawn; color does not binarize"],
    ["draw cluttered-60 --samples 3", "--samples is of models that draw; cluttered-60 is a classifier"],
    ["draw mnist --json OUT/x --weights OUT/x", "--weights and --json must be different files, both are OUT/x"],
    ["draw mnist --pictures OUT --json OUT/kl.png", "--json and a picture of --pictures (3) must be different files"],
    ["ntm copy-lstm --checkpoint OUT/x --weights OUT/x", "--checkpoint and --weights must be different files"],
    ["draw mnist --learning-rate 0x1", "argument '0x1' is invalid. It must be a number above 0 and at most 1."],
  ])("refuses %s", async (args, message) => {
    const told = await line(run("train", ...args.replaceAll("OUT", folder).split(" ")));
    expect(told + errors).toContain(message.replaceAll("OUT", folder));
  });

  it("refuses a file without a name", async () => {
    expect((await line(run("train", "draw", "mnist", "--json", ""))) + errors).toContain("It must be a path.");
  });
});

describe("attn demo", () => {
  it("trains both nets, prints both errors and writes the picture", async () => {
    await run("demo", "--only", "stn", "--steps", "2", "--out", join(folder, "new", "folder"));
    expect(out).toMatch(
      /Of 1000 digits that neither has seen:\n {2}CNN {24} 59,973 parameters {3}[ \d]{2}\d\.\d % wrong\n/,
    );
    expect(out).toMatch(/ {2}CNN with a transformer {5} 59,896 parameters {3}[ \d]{2}\d\.\d % wrong\n/);
    const file = join(folder, "new", "folder", "spatial-transformer.png");
    expect(out).toContain(file);
    expect(readFileSync(file).subarray(1, 4).toString()).toBe("PNG");
    expect(errors).toMatch(/with a transformer: step 2 wrong %/);
    expect(existsSync(join(folder, "new", "folder", "neural-turing-machine.png"))).toBe(false);
  });

  it("trains a Neural Turing Machine, measures it and writes the picture", async () => {
    await run("demo", "--only", "ntm", "--ntm-steps", "3", "--out", folder);
    expect(out).toMatch(/Not solved after 3 sequences, \d+ s: a sequence costs \d+\.\d bits/);
    expect(out).toMatch(/\n {2}10 vectors {1,6}[\d.]+ of {2}80\n/);
    expect(out).toMatch(/\n {2}20 vectors {1,6}[\d.]+ of 160\n/);
    expect(out).toMatch(/\n {2}120 vectors {1,6}[\d.]+ of 960\n/);
    const file = join(folder, "neural-turing-machine.png");
    expect(out).toContain(file);
    expect(readFileSync(file).subarray(1, 4).toString()).toBe("PNG");
    expect(errors).toMatch(/Neural Turing Machine: step 3 bits per sequence \d/);
    expect(existsSync(join(folder, "spatial-transformer.png"))).toBe(false);
  });

  it("trains DRAW and writes how it draws", async () => {
    await run("demo", "--only", "draw", "--draw-steps", "3", "--out", folder);
    expect(out).toMatch(/An image that it has not seen costs at most \d+\.\d nats \(1000 images\),/);
    expect(readFileSync(join(folder, "draw.png")).subarray(1, 4).toString()).toBe("PNG");
    expect(readFileSync(join(folder, "draw.gif")).subarray(0, 6).toString()).toBe("GIF89a");
    expect(existsSync(join(folder, "neural-turing-machine.png"))).toBe(false);
  });

  it("says in one line what is wrong with a folder", async () => {
    expect(await line(run("demo", "--data", join(folder, "nowhere")))).toMatch(
      /^attn: .*nowhere: must be a folder with IDX files: ENOENT.*$/,
    );
    expect(await line(run("demo", "--data", folder))).toMatch(
      /^attn: .*: must hold train-images.*, got an empty folder$/,
    );
    writeFileSync(join(folder, "file"), "");
    expect(await line(run("demo", "--out", join(folder, "file")))).toMatch(
      /^attn: cannot write .*spatial-transformer.png: /,
    );
    expect(out).toBe(""); // before anything was trained
  });

  it.runIf(existsSync("/proc/self"))(
    "says that a folder cannot be made where Node's recursive mkdir never ends",
    async () => {
      expect(await line(run("demo", "--out", "/proc/nowhere/x"))).toMatch(
        /^attn: cannot write \/proc\/nowhere.*ENOENT/,
      );
    },
  );

  it("says which option is wrong", async () => {
    await expect(run("demo", "--steps", "many")).rejects.toThrow("It must be a whole number from 1.");
    await expect(run("demo", "--backend", "abacus")).rejects.toThrow("Allowed choices are wasm, cpu.");
    await expect(run("dmeo")).rejects.toThrow("unknown command 'dmeo'");
  });
});

describe("attn train stn", () => {
  const small = ["--parameters", "70000", "--batch-size", "8", "--steps", "3", "--digits", "200"];

  it("trains, measures, and goes on from its checkpoint", async () => {
    const [json, checkpoint] = [join(folder, "result.json"), join(folder, "net.checkpoint")];
    const command = ["train", "stn", "--network", "st-fcn", ...small, "--json", json, "--checkpoint", checkpoint];
    await run(...command);
    const first = JSON.parse(readFileSync(json, "utf8"));
    expect(first).toMatchObject({
      network: "st-fcn",
      transform: "affine",
      distortion: "RTS",
      steps: 3,
      testSize: 40,
    });
    expect(Math.abs(first.parameters - 70_000)).toBeLessThan(500);
    expect(out).toContain(`Test error ${first.error.toFixed(2)} % of 40 after 3 steps`);
    expect(existsSync(checkpoint)).toBe(true);

    await run(...command);
    expect(errors).toContain("going on from step 3 of 3");
    expect(JSON.parse(readFileSync(json, "utf8")).error).toBe(first.error);
  });

  it.each(["R", "P", "E", "TC"])("knows the distortion %s", async (distortion) => {
    await run("train", "stn", "--network", "fcn", "--distortion", distortion, ...small);
    expect(out).toMatch(/Test error [\d.]+ % of 40 after 3 steps/);
  });

  it("says in one line what is wrong", async () => {
    writeFileSync(join(folder, "damaged"), "not a checkpoint");
    const command = ["train", "stn", "--network", "fcn", ...small];
    expect(await line(run(...command, "--checkpoint", join(folder, "damaged")))).toMatch(/^attn: [^\n]*damaged[^\n]*$/);
    expect(await line(run(...command, "--json", folder))).toMatch(/^attn: cannot write [^\n]*: it is a folder$/);
    await expect(run(...command, "--learning-rate", "2")).rejects.toThrow("It must be a number above 0 and at most 1.");
    await expect(run("train", "stn", "--distortion", "S")).rejects.toThrow("Allowed choices are R, RTS, P, E, TC.");
  });
});

describe("attn train ntm", () => {
  it("trains, measures, and goes on from its checkpoint", async () => {
    const [json, checkpoint, weights] = ["result.json", "machine.checkpoint", "machine.safetensors"].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    const command = ["train", "ntm", "copy-feedforward", "--batch-size", "250", "--json", json];
    await run(...command, "--steps", "2", "--checkpoint", checkpoint, "--weights", weights);
    const first = JSON.parse(readFileSync(json, "utf8"));
    expect(first).toMatchObject({
      recipe: "copy-feedforward",
      task: "copy",
      config: { controller: { type: "feedforward", units: 100 }, memory: { slots: 128, word: 20 } },
      learningRate: 1e-4,
      solvedAfter: null,
      curve: [{ sequences: 500 }],
    });
    expect(first.curve[0].bits).toBeGreaterThan(20);
    expect(first.evaluation.map(({ name, of }: { name: string; of: number }) => `${name}: ${of}`)).toEqual([
      "10 vectors: 80",
      "20 vectors: 160",
      "30 vectors: 240",
      "50 vectors: 400",
      "120 vectors: 960",
    ]);
    expect(out).toContain(`copy-feedforward of ${first.parameters.toLocaleString("en")} parameters, 2 steps of 250.`);
    expect(NTM.load(readFileSync(weights)).config).toEqual(first.config);

    await run(...command, "--steps", "3", "--checkpoint", checkpoint);
    expect(errors).toContain("going on from step 2 of 3");
    expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject({ resumedFrom: 2, curve: first.curve });
  });

  it("lets the learning rate fall in the last steps, also of a run that was begun without", async () => {
    const [checkpoint, again] = ["begun.checkpoint", "whole.checkpoint"].map((name) => join(folder, name)) as [
      string,
      string,
    ];
    const weights = (name: string) => join(folder, `${name}.safetensors`);
    const command = ["train", "ntm", "copy-feedforward", "--batch-size", "4"];
    await run(...command, "--steps", "2", "--checkpoint", checkpoint);
    await run(...command, "--steps", "4", "--checkpoint", checkpoint, "--weights", weights("decaying"), "--decay", "2");
    await run(...command, "--steps", "4", "--checkpoint", again, "--weights", weights("at once"), "--decay", "2");
    await run(...command, "--steps", "4", "--weights", weights("constant"));
    const [decaying, once, constant] = ["decaying", "at once", "constant"].map((name) => readFileSync(weights(name)));
    expect(decaying!.equals(once!)).toBe(true);
    expect(decaying!.equals(constant!)).toBe(false);
  });

  it("compares n-grams with the best predictor that can be", async () => {
    await run("train", "ntm", "ngrams-feedforward", "--steps", "1");
    const [, cost, best] = /200 bits +([\d.]+) bits per sequence; the best predictor that can be ([\d.]+)\n/.exec(out)!;
    expect(Number(best)).toBeGreaterThan(120);
    expect(Number(best)).toBeLessThan(136);
    expect(Number(cost)).toBeGreaterThan(Number(best));
  });

  it("says in one line what is wrong", async () => {
    expect(await line(run("train", "ntm", "copy-lstm", "--weights", folder))).toMatch(
      /^attn: cannot write [^\n]*: it is a folder$/,
    );
    await expect(run("train", "ntm", "copy")).rejects.toThrow(/Allowed choices are copy-feedforward, copy-lstm, /);
    await expect(run("train", "ntm", "copy-lstm", "--steps", "0")).rejects.toThrow("a whole number from 1");
    expect(await line(run("train", "ntm", "copy-lstm", "--steps", "3", "--decay", "4"))).toBe(
      "attn: --decay must be at most the 3 steps, got 4",
    );
  });
});

describe("attn train draw", () => {
  const small = ["--digits", "100", "--batch-size", "4"];

  it("trains, measures, draws pictures, and goes on from its checkpoint", async () => {
    const [json, checkpoint, weights] = ["result.json", "draw.checkpoint", "draw.safetensors"].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    const command = ["train", "draw", "mnist-small", ...small, "--json", json, "--checkpoint", checkpoint];
    await run(...command, "--steps", "2", "--weights", weights, "--pictures", folder, "--samples", "2");
    const first = JSON.parse(readFileSync(json, "utf8"));
    expect(first).toMatchObject({
      recipe: "mnist-small",
      config: { imageSize: [28, 28, 1], steps: 10, readSize: 5, writeSize: 5, latentSize: 10, attention: true },
      images: "digits with stochastic binarization",
      evaluation: { size: 20 },
      resumedFrom: 0,
    });
    const { nats, reconstruction, kl, importanceNats } = first.evaluation;
    expect(nats).toBeCloseTo(reconstruction + kl, 2);
    expect(importanceNats).toBeLessThan(nats + 5);
    expect(Draw.load(readFileSync(weights)).config).toEqual(first.config);
    for (const file of ["drawing.png", "kl.png"]) {
      expect(readFileSync(join(folder, file)).subarray(1, 4).toString()).toBe("PNG");
    }
    expect(readFileSync(join(folder, "drawing.gif")).subarray(0, 6).toString()).toBe("GIF89a");

    await run(...command, "--steps", "3");
    expect(errors).toContain("going on from step 2 of 3");
    expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject({ resumedFrom: 2 });
    expect(await line(run(...command, "--steps", "4", "--binarization", "static"))).toMatch(/settings/);
  });

  it("trains the reader as a classifier, and shows where it looks", async () => {
    const json = join(folder, "result.json");
    const command = ["train", "draw", "cluttered-60", ...small, "--steps", "2"];
    await run(...command, "--json", json, "--pictures", folder);
    expect(out).toMatch(/After 2 steps, \d+ s, on 20 digits for the test:\n {2}\d+\.\d\d % wrong\n/);
    const { evaluation, images } = JSON.parse(readFileSync(json, "utf8"));
    expect(images).toBe("digits among 4 pieces of others on 60 × 60 pixels");
    expect(evaluation.error).toBeGreaterThan(40);
    expect(readFileSync(join(folder, "glimpses.png")).subarray(1, 4).toString()).toBe("PNG");
  });

  it("draws in color", async () => {
    await run("train", "draw", "color", ...small, "--steps", "1", "--pictures", folder);
    expect(out).toContain("steps of 4 on colored digits.");
    expect(existsSync(join(folder, "drawing.png"))).toBe(true);
  });

  it("says in one line what is wrong", async () => {
    const command = ["train", "draw", "mnist-small", ...small];
    expect(await line(run(...command, "--steps", "3", "--decay", "4"))).toBe(
      "attn: --decay must be at most the 3 steps, got 4",
    );
    expect(await line(run(...command, "--weights", folder))).toMatch(/^attn: cannot write [^\n]*: it is a folder$/);
    await expect(run("train", "draw", "digits")).rejects.toThrow(/Allowed choices are mnist, /);
  });
});

import { describe, expect, it } from "vitest";
import { compile } from "./compile";

describe("compile", () => {
  it("finds what is imported, by statements and by import()", () => {
    const code =
      'import { a } from "@attn/core";\nimport type { T } from "@attn/ntm";\nconst b = await import("@attn/stn");\na(b);';
    expect(compile(code).imports).toEqual(["@attn/core", "@attn/stn"]);
  });

  it("takes words that look like an import, and operators with a space", () => {
    for (const code of [
      "// an import of goods",
      'const s = "import it";',
      "let n = 3; while (n-- > 0);",
      "1 < !--[1][0]",
    ])
      expect(() => compile(code), code).not.toThrow(/example (has|imports)/);
  });

  it.each([
    ['let x = 1, y = 1;\nx <!--y /*\nimport("http://a.test/")\n// */', 2],
    ["/* a */\n--> b /*\nimport('http://a.test/')\n/* */", 2],
    ["const a = 1;\u2028// <!-- b", 2],
  ])("refuses what is a comment to the engine alone: %j", (code, line) => {
    expect(() => compile(code)).toThrow(expect.objectContaining({ name: "SyntaxError", line }));
  });

  it.each([
    "import.meta.url",
    "const f = import.source;",
    "// \u2028import('http://a.test/')",
    "`$" + "{import('http://a.test/')}`",
    "import/* */(/* */'http://a.test/')",
    "import // (\n('http://a.test/')",
    "const a = 1 / import('http://a.test/') / 2",
    "const u = 'http://a.test/'; await import(u)",
  ])("leaves no import to the engine: %j", async (code) => {
    let program: ReturnType<typeof compile>["program"];
    try {
      ({ program } = compile(code));
    } catch (error) {
      expect(error).toBeInstanceOf(SyntaxError);
      return;
    }
    const asked: string[] = [];
    const require = (name: string) => {
      asked.push(name);
      return {};
    };
    await program(require, {}, console, () => {});
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(asked).toEqual(["http://a.test/"]);
  });
});

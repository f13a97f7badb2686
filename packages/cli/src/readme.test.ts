// README.md lists what the program has, in the program's words.
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { attn } from "./program";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const commands = attn().commands.flatMap((command) => (command.commands.length > 0 ? command.commands : [command]));
const nameOf = (command: Command): string => (command.parent ? `${nameOf(command.parent)} ${command.name()}` : "attn");

/** The cells of the rows of a command's table, but for the heading. */
function rows(name: string): string[][] {
  const section = readme.split(/^## /m).find((text) => text.startsWith(`${name}\n`)) ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) => line.split("|").map((cell) => cell.trim()));
}

describe.each(commands.map((command) => [nameOf(command), command] as const))("%s", (name, command) => {
  it("has every argument and option in its table, in order, and no other", () => {
    const words = [
      ...command.registeredArguments.map((argument) => `\`<${argument.name()}>\``),
      ...command.options.map(({ flags }) => `\`${flags}\``),
    ];
    expect(rows(name).map(([, first]) => first)).toEqual(words);
  });

  it.each(command.options.map((option) => [option.flags, option] as const))("explains %s", (flags, option) => {
    const [, , description, values, fallback] = rows(name).find(([, first]) => first === `\`${flags}\``)!;
    expect(description).toContain(option.description);
    expect(fallback).toBe(option.defaultValue === undefined ? "" : `\`${option.defaultValue}\``);
    for (const choice of option.argChoices ?? []) expect(values).toContain(`\`${choice}\``);
  });
});

import { transform } from "sucrase";

type Params = [require: (name: string) => object, exports: object, console: object, show: (x: unknown) => void];
export type Program = (...params: Params) => Promise<void>;

const LINE_END = /\r\n|[\n\r\u2028\u2029]/;
const FILE = "example.ts";
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (...text: string[]) => Program;
/** Lines that the engine writes before a function's text: its name and its parameters. */
const HEADER = 2;

/** A module of TypeScript as a function; lines keep their numbers. @throws SyntaxError, with its line where it is known */
export function compile(code: string): { program: Program; imports: string[] } {
  refuseComments(code);
  const js = javascript(code);
  refuseComments(js);
  refuseImports(js);
  const imports = Array.from(js.matchAll(/\brequire\((['"])([^'"]+)\1\)/g), ([, , name]) => name!);
  try {
    const program = new AsyncFunction("require", "exports", "console", "show", `${js}\n//# sourceURL=${FILE}`);
    return { program, imports: [...new Set(imports)] };
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    throw new Error(
      "the server sends its Content-Security-Policy with this worker's script too, and that forbids code made of text: let it leave out the header for scripts, or name 'unsafe-eval' there",
    );
  }
}

/**
 * What is a comment to the engine, as in a page of old, but not to the compiler: with it a text could hide an import.
 * They are not looked for where they would be comments, but anywhere.
 */
function refuseComments(text: string): void {
  const at = text.search(/<!--|-->/);
  if (at >= 0)
    throw Object.assign(
      new SyntaxError("an example has no <!-- or --> in it, in strings neither: put a space between"),
      { line: text.slice(0, at).split(LINE_END).length },
    );
}

/** All imports have become `require`. One that is left would be the engine's, from any address. */
function refuseImports(js: string): void {
  const space = /(?:\s|\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/[^\n\r\u2028\u2029]*[\n\r\u2028\u2029])*/;
  if (new RegExp(`\\bimport${space.source}[(.]`).test(js))
    throw new SyntaxError("an example imports only by import … from, and by import() of a name in quotes");
}

function javascript(code: string): string {
  try {
    return transform(code, { transforms: ["typescript", "imports"], disableESTransforms: true }).code;
  } catch (error) {
    const [, message, line] =
      /^(?:Error transforming.*?: )?(?:SyntaxError: )?(.*?) \((\d+):\d+\)/.exec((error as Error).message) ?? [];
    throw Object.assign(new SyntaxError(message ?? (error as Error).message), line && { line: Number(line) });
  }
}

/** The line of an example in which an error came up, if the engine tells. */
export function lineOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("line" in error && error instanceof SyntaxError) return Number(error.line);
  const [, line] = new RegExp(`${FILE}:(\\d+)`).exec(error.stack ?? "") ?? [];
  return line === undefined ? undefined : Number(line) - HEADER;
}

import { transform } from "sucrase";

type Params = [require: (name: string) => object, exports: object, console: object, show: (x: unknown) => void];
export type Program = (...params: Params) => Promise<void>;

const FILE = "example.ts";
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (...text: string[]) => Program;
/** Lines that the engine writes before a function's text: its name and its parameters. */
const HEADER = 2;

/** A module of TypeScript as a function; lines keep their numbers. @throws SyntaxError, with its line where it is known */
export function compile(code: string): { program: Program; imports: string[] } {
  const js = javascript(code);
  const imports = Array.from(js.matchAll(/\brequire\('([^']+)'\)/g), ([, name]) => name!);
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

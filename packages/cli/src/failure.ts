import { AttnError } from "@attn/core";

/** One line for what the user can mend; the whole stack for what only we can. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return `attn: ${String(error)}`;
  if (error instanceof AttnError || isSystemError(error)) return `attn: ${error.message}`;
  return `attn: an error in attn itself\n${error.stack}`;
}

/** What the operating system refused: `ENOENT: no such file or directory, open 'digits/…'`. */
const isSystemError = (error: Error): boolean => typeof (error as NodeJS.ErrnoException).syscall === "string";

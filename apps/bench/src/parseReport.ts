import type { Report } from "./report";
import { validate } from "./validate";

/**
 * The results in a file's text.
 *
 * @throws Error that says what is wrong with a text that has none
 */
export function parseReport(text: string): Report {
  const content: unknown = JSON.parse(text);
  if (validate(content)) return content;
  const { instancePath, message } = validate.errors![0]!;
  throw new Error(`it has no results: ${instancePath || "the whole"} ${message}`);
}

import type { Report } from "./report";

/** A name for a file of results, without an ending: the machine and the day. */
export const fileName = ({ machine, date }: Report): string => `${slug(machine.cpu)}-${date.slice(0, 10)}`;

/** `AMD EPYC 7B13 @ 2.5GHz` becomes `amd-epyc-7b13-2-5ghz`. */
function slug(text: string): string {
  const words = text.replace(/\((R|TM|C)\)/gi, " ").toLowerCase();
  return words.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "unknown";
}

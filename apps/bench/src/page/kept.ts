// Results of whole runs that lie beside the page: results/index.json names them, the newest first.
import { parseReport } from "../parseReport";
import type { Report } from "../report";

/** None where the page was built without any. */
export async function keptNames(): Promise<string[]> {
  const names: unknown = JSON.parse(await text("results/index.json"));
  return Array.isArray(names) ? names.filter((name) => typeof name === "string" && /^[\w.-]+$/.test(name)) : [];
}

export const keptReport = async (name: string): Promise<Report> => parseReport(await text(`results/${name}`));

async function text(address: string): Promise<string> {
  const response = await fetch(new URL(address, document.baseURI));
  if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
  return response.text();
}

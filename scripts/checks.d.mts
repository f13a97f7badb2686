export interface Check {
  name: string;
  run(): unknown;
  needs?: readonly string[];
}
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}
export class Skipped extends Error {}
export function runChecks(checks: readonly Check[], say?: (line: string) => void): Promise<Counts>;
export function countsIn(output: string): (Counts & { notes: string[] }) | undefined;

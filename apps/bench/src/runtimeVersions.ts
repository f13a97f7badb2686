/** Versions by name, from what contenders say that they run in: `firefox 153.0, isolated`, `python 3.13.5, torch 2.9.1`. */
export const runtimeVersions = (runtimes: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    runtimes
      .flatMap((runtime) => runtime.split(", ").map((part) => part.split(" ")))
      .filter((words): words is [string, string] => words.length === 2),
  );

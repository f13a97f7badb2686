// Starting and ending processes, with whatever they start themselves.
import { spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";

export interface Child {
  stdin: Writable;
  stdout: Readable;
  /** Calls once with why the process ended: its last words. */
  onEnd(listener: (reason: string) => void): void;
  kill(): void;
}

const ownGroup = process.platform !== "win32";
const oneThread = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1", PYTHONUNBUFFERED: "1" };

/** One thread for its numbers; `folder` for its temporary files. */
export function start(
  command: string,
  args: readonly string[],
  folder: string,
  env: Record<string, string> = {},
): Child {
  const child = spawn(command, [...args], {
    env: { ...process.env, ...oneThread, TMPDIR: folder, ...env },
    stdio: "pipe",
    detached: ownGroup, // what the process starts itself (torch.compile and browsers do) ends with it
  });
  let stderr = "";
  child.stderr.on("data", (text) => {
    stderr = (stderr + text).slice(-2000);
  });
  child.stdin.on("error", () => {}); // it has ended, and "exit" says so
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    onEnd(listener) {
      child.on("error", (error) => listener(error.message));
      child.on("exit", (code, signal) =>
        listener(`ended with ${signal ?? `code ${code}`}: ${stderr.trim().slice(-500)}`),
      );
    },
    kill() {
      if (child.pid === undefined) return; // it was never started
      try {
        if (ownGroup) process.kill(-child.pid, "SIGKILL");
        else child.kill("SIGKILL");
      } catch {} // nobody is left in the group
    },
  };
}

// This machine, as Node sees it.
import { cpus, totalmem } from "node:os";
import type { Report } from "./report";

export const machine = (): Report["machine"] => ({
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: cpus().length,
  platform: `${process.platform} ${process.arch}`,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
});

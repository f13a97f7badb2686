#!/usr/bin/env node
import { explain } from "./failure";
import { attn } from "./program";

try {
  await attn().parseAsync();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

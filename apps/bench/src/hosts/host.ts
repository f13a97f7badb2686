// The process of one contender, in Node, Deno or Bun: reads a request a line, answers a line. `host.js <implementation>`.
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { type Request, serve } from "./serve";

const answer = serve(process.argv[2]!);
console.log = console.info = console.warn = () => {}; // the answers go to standard output, and nothing else may

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request & { file?: string; out: string };
  const reply = await answer(request, request.file === undefined ? undefined : readFileSync(request.file));
  if (reply.numbers) writeFileSync(request.out, reply.numbers);
  process.stdout.write(`${JSON.stringify(reply.answer)}\n`);
}

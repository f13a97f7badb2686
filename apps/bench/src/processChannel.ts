// A contender that is a process: a line for a message, a file for the numbers.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Answer, Channel, Launch } from "./channel";
import { start } from "./child";

/** `folder` is the contender's own. */
export function processChannel(launch: Launch, folder: string): Channel {
  const child = start(launch.command, launch.args, folder, launch.env);
  const [file, out] = [join(folder, "inputs.f32"), join(folder, "outputs.f32")];
  return {
    listen(onReply, onEnd) {
      createInterface({ input: child.stdout }).on("line", (line) => {
        if (!line.startsWith("{")) return; // a library's chatter
        const answer = JSON.parse(line) as Answer;
        onReply(answer.outputs ? { answer, numbers: readFileSync(out) } : { answer });
      });
      child.onEnd(onEnd);
    },
    send(message, numbers) {
      if (numbers) writeFileSync(file, numbers);
      child.stdin.write(`${JSON.stringify({ ...message, ...(numbers && { file, out }) })}\n`);
    },
    end: child.kill,
  };
}

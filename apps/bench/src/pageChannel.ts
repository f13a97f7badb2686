// A contender that is a browser with a page of ours.
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Channel, Launch, PageLaunch, Reply } from "./channel";
import { type Child, start } from "./child";
import { PageServer } from "./pageServer";

let server: PageServer | undefined;

/** `folder` is the contender's own. */
export function pageChannel(launch: Launch & { page: PageLaunch }, folder: string): Channel {
  const { command, env, implementation, page } = launch;
  server ??= new PageServer();
  const [id, seats] = [randomUUID(), server];
  let child: Child | undefined;
  let ended = false;
  return {
    listen(onReply: (reply: Reply) => void, onEnd) {
      const profile = join(folder, "profile");
      mkdirSync(profile);
      for (const [name, text] of Object.entries(page.profile ?? {})) writeFileSync(join(profile, name), text);
      void seats.open(id, implementation, page.isolated, onReply).then((url) => {
        if (ended) return;
        const own = { HOME: profile, XDG_RUNTIME_DIR: profile, ...env };
        child = start(command, page.args(url, profile), folder, own);
        child.onEnd(onEnd);
        child.stdout.resume();
      });
    },
    send: (message, numbers) => seats.send(id, message, numbers),
    end() {
      ended = true;
      child?.kill();
      seats.close(id);
    },
  };
}

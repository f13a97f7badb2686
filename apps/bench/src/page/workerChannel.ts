// A contender that is a worker of this page.
import type { Channel, Reply } from "../channel";
import type { Implementation } from "../types";

export function workerChannel(implementation: Implementation): Channel {
  const address = new URL(`worker.js?implementation=${implementation}`, import.meta.url);
  const worker = new Worker(address, { type: "module", name: implementation });
  return {
    listen(onReply, onEnd) {
      worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => onReply(data));
      worker.addEventListener("messageerror", () => onEnd("its answer cannot be read"));
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        onEnd(event.message || "its worker does not start");
      });
    },
    send: (message, numbers) => worker.postMessage({ message, numbers }, numbers ? [numbers.buffer] : []),
    end: () => worker.terminate(),
  };
}

// Serves the page of each contender that is a browser, and carries the messages: the page asks for the next one, and posts its answer.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Reply } from "./channel";
import { frame, unframe } from "./frame";
import { serveFile } from "./serveFile";

/** What a page is told when there is nothing for it for so long: ask again. Browsers give up after some minutes. */
const RENEW_MS = 20_000;

interface Seat {
  isolated: boolean;
  /** Messages that the page has not asked for yet. */
  queue: Uint8Array[];
  /** The request that waits for one. */
  waiting: ServerResponse | undefined;
  onReply: (reply: Reply) => void;
}

const folder = join(dirname(fileURLToPath(import.meta.url)), "page");

export class PageServer {
  readonly #seats = new Map<string, Seat>();
  /** While there is a seat. */
  #server: Server | undefined;

  /** A place for a page; its address follows. */
  async open(id: string, implementation: string, isolated: boolean, onReply: (reply: Reply) => void): Promise<string> {
    this.#seats.set(id, { isolated, queue: [], waiting: undefined, onReply });
    this.#server ??= createServer((request, response) => {
      this.#serve(request, response).catch(() => response.headersSent || response.writeHead(404).end());
    }).listen(0, "127.0.0.1");
    const server = this.#server;
    if (!server.listening) await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/seat/${id}/?implementation=${implementation}`;
  }

  send(id: string, message: object, numbers?: Uint8Array): void {
    const seat = this.#seats.get(id);
    if (!seat) return;
    seat.queue.push(frame(message, numbers));
    this.#feed(seat);
  }

  close(id: string): void {
    this.#seats.get(id)?.waiting?.writeHead(410).end();
    this.#seats.delete(id);
    if (this.#seats.size > 0) return;
    this.#server?.close();
    this.#server?.closeAllConnections();
    this.#server = undefined;
  }

  #feed(seat: Seat): void {
    const { waiting } = seat;
    if (!waiting || seat.queue.length === 0) return;
    seat.waiting = undefined;
    waiting.writeHead(200, { "content-type": "application/octet-stream", ...headersOf(seat) }).end(seat.queue.shift());
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url!, "http://localhost");
    const [, kind, id = "", what = ""] = pathname.split("/");
    // the headers of isolation are needed by pages that are, and harmless for the others
    if (kind === "page")
      return serveFile(folder, pathname.slice("/page".length), response, headersOf({ isolated: true }));
    if (kind !== "seat") return void response.writeHead(404).end();
    const seat = this.#seats.get(id);
    if (!seat) return void response.writeHead(410).end();
    if (what === "") {
      response.writeHead(200, { "content-type": "text/html", ...headersOf(seat) });
      return void response.end(page);
    }
    if (what === "next") {
      seat.waiting = response;
      setTimeout(() => {
        if (seat.waiting !== response || response.writableEnded) return;
        seat.waiting = undefined;
        response.writeHead(204, headersOf(seat)).end();
      }, RENEW_MS).unref();
      return this.#feed(seat);
    }
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    response.writeHead(204, headersOf(seat)).end();
    const { message, numbers } = unframe(Buffer.concat(parts));
    seat.onReply({ answer: message as Reply["answer"], ...(numbers && { numbers }) });
  }
}

const headersOf = ({ isolated }: { isolated: boolean }): Record<string, string> => ({
  "cache-control": "no-store",
  ...(isolated && {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
  }),
});

const page = `<!doctype html><meta charset="utf-8"><title>attn bench</title><script type="module" src="/page/page.js"></script>`;

// An example may come from anybody, in an address. It computes, and has no way to the network, to what this site keeps in
// the browser, or to another program.

const gone = [
  "fetch",
  "fetchLater",
  "XMLHttpRequest",
  "WebSocket",
  "WebSocketStream",
  "WebTransport",
  "EventSource",
  "importScripts",
  "indexedDB",
  "caches",
  "cookieStore",
  "BroadcastChannel",
  "Worker",
  "SharedWorker",
  "FontFace",
  "fonts",
  "Notification",
  "webkitRequestFileSystem",
  "webkitRequestFileSystemSync",
  "webkitResolveLocalFileSystemURL",
  "webkitResolveLocalFileSystemSyncURL",
  "eval",
  "postMessage", // the page hears what the worker keeps count of, and nothing else
  "close",
  "reportError",
];
const goneFromNavigator = [
  "sendBeacon",
  "storage",
  "storageBuckets",
  "serviceWorker",
  "locks",
  "usb",
  "serial",
  "hid",
  "gpu",
];

/** For good. */
export function lock(): void {
  for (const name of gone) remove(globalThis, name);
  for (const name of goneFromNavigator) remove(navigator, name);
  closeConstructors();
  for (const name of ["setTimeout", "setInterval"] as const) onlyFunctions(name);
}

/** From the object and all that it inherits from. */
function remove(from: object, name: string): void {
  for (let at: object | null = from; at && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null)
    if (Object.hasOwn(at, name)) Reflect.deleteProperty(at, name);
  Reflect.defineProperty(from, name, { value: undefined, configurable: false, writable: false });
}

/** Code made of text could import from any address. What is a function is still told by `instanceof Function`. */
function closeConstructors(): void {
  const kinds = [() => {}, async () => {}, function* () {}, async function* () {}];
  for (const kind of kinds) {
    const prototype = Object.getPrototypeOf(kind) as object;
    Object.defineProperty(prototype, "constructor", { value: closed(prototype), configurable: false, writable: false });
  }
  Object.defineProperty(globalThis, "Function", { value: closed(Function.prototype) });
}

function closed(prototype: object): () => never {
  function refuse(): never {
    throw new EvalError("an example cannot make code of text");
  }
  refuse.prototype = prototype;
  return refuse;
}

function onlyFunctions(name: "setTimeout" | "setInterval"): void {
  const original = globalThis[name].bind(globalThis) as (f: () => void, ms?: number, ...args: unknown[]) => number;
  const safe = (f: unknown, ms?: number, ...args: unknown[]): number => {
    if (typeof f !== "function") throw new TypeError(`${name}: takes a function here`);
    return original(f as () => void, ms, ...args);
  };
  Object.defineProperty(globalThis, name, { value: safe, configurable: false, writable: false });
}

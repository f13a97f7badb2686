/** A function that lets the runtime handle events (a signal, a click) when it has not for `milliseconds`. */
export function pauser(milliseconds: number): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < milliseconds) return;
    await new Promise<void>(nextTask);
    last = performance.now();
  };
}

function nextTask(resolve: () => void): void {
  if (typeof setImmediate === "function") return void setImmediate(resolve);
  const { port1, port2 } = new MessageChannel(); // setTimeout waits for four milliseconds in a browser
  port1.onmessage = () => {
    port1.close();
    resolve();
  };
  port2.postMessage(undefined);
}

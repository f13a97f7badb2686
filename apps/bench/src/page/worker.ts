// The worker of one contender: answers messages, in their order.
import { type Request, serve } from "../hosts/serve";

const answer = serve(new URLSearchParams(location.search).get("implementation")!);
let last: Promise<unknown> = Promise.resolve();

addEventListener("message", ({ data }: MessageEvent<{ message: Request; numbers?: Uint8Array }>) => {
  last = last.then(async () => {
    const reply = await answer(data.message, data.numbers);
    const options = { transfer: reply.numbers ? [reply.numbers.buffer] : [] };
    (postMessage as Worker["postMessage"])(reply, options as StructuredSerializeOptions);
  });
});

// The page of one contender: asks the benchmark for the next request, and posts the answer.
import { frame, unframe } from "../frame";
import { type Request, serve } from "./serve";

const answer = serve(new URLSearchParams(location.search).get("implementation")!);

for (;;) {
  const response = await fetch("next", { cache: "no-store" });
  if (response.status === 204) continue; // nothing for a while
  if (!response.ok) break; // the benchmark is over
  const { message, numbers } = unframe(new Uint8Array(await response.arrayBuffer()));
  const reply = await answer(message as Request, numbers);
  await fetch("answer", { method: "POST", body: frame(reply.answer, reply.numbers) as Uint8Array<ArrayBuffer> });
}

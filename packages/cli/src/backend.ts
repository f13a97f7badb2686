import { ready } from "@attn/core";
import { say } from "./output";

/** Starts a backend and says what runs. */
export async function startBackend(backend: "wasm" | "cpu"): Promise<void> {
  if (backend === "cpu") await import("@tensorflow/tfjs-backend-cpu");
  else await import("@tensorflow/tfjs-backend-wasm");
  await import("@tensorflow/tfjs-layers"); // registers tfjs's gradients
  const { variant, reason } = await ready({ backend });
  say(`Computing on ${backend}${variant === "none" ? "" : ` with the kernels' ${variant} build`}.`);
  if (reason) say(`The kernels do not run here, the slower references do: ${reason}`);
}

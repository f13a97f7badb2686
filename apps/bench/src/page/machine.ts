// This machine, as a browser tells it: little.
import type { Report } from "../report";

interface Told {
  hardwareConcurrency: number;
  platform?: string;
  /** In GiB, at most 8; Chromium alone has it. */
  deviceMemory?: number;
  userAgentData?: { platform: string; getHighEntropyValues(hints: string[]): Promise<Details> };
}

interface Details {
  architecture?: string;
  bitness?: string;
  model?: string;
}

/** `name` is what the user calls it; browsers do not tell the processor. */
export async function machine(name: string): Promise<Report["machine"]> {
  const { hardwareConcurrency, platform, deviceMemory, userAgentData } = navigator as unknown as Told;
  const { architecture, bitness, model } =
    (await userAgentData?.getHighEntropyValues(["architecture", "bitness", "model"]).catch(() => undefined)) ?? {};
  const system = userAgentData ? [userAgentData.platform, architecture, bitness].filter(Boolean).join(" ") : platform;
  return {
    cpu: name || model || "unknown",
    cores: hardwareConcurrency || 1,
    platform: system || "unknown",
    ...(deviceMemory !== undefined && { memoryGiB: deviceMemory }),
  };
}

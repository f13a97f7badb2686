import { gridSample } from "@attn/core";
import { type MakeSubject, subject } from "../subject";

interface SamplingAttrs {
  mode: "bilinear" | "nearest" | "bicubic";
  padding_mode: "zeros" | "border" | "reflection";
  align_corners: boolean;
}

/** The attributes' PyTorch names in ours. */
export const sampling = ({ mode, padding_mode: padding, align_corners: alignCorners }: SamplingAttrs) => ({
  interpolation: mode,
  padding,
  alignCorners,
});

export const samplingSubjects: Record<string, MakeSubject<unknown>> = {
  grid_sample: subject((attrs: SamplingAttrs) => ({
    run: ({ input, grid }) => ({ output: gridSample(input!, grid!, sampling(attrs)) }),
  })),
};

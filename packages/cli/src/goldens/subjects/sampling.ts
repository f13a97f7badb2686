import { gridSample, gridSample3d, spatialTransform } from "@attn/core";
import { type MakeSubject, subject } from "../subject";

interface SamplingAttrs<Mode = "bilinear" | "nearest" | "bicubic"> {
  mode: Mode;
  padding_mode: "zeros" | "border" | "reflection";
  align_corners: boolean;
}

/** The attributes' PyTorch names in ours. */
export const sampling = <Mode>({ mode, padding_mode: padding, align_corners: alignCorners }: SamplingAttrs<Mode>) => ({
  interpolation: mode,
  padding,
  alignCorners,
});

export const samplingSubjects: Record<string, MakeSubject<unknown>> = {
  grid_sample: subject((attrs: SamplingAttrs) => ({
    run: ({ input, grid }) => ({ output: gridSample(input!, grid!, sampling(attrs)) }),
  })),

  grid_sample_3d: subject((attrs: SamplingAttrs<"bilinear" | "nearest">) => ({
    run: ({ input, grid }) => ({ output: gridSample3d(input!, grid!, sampling(attrs)) }),
  })),

  affine_transformer: subject((attrs: SamplingAttrs & { out_size: readonly [h: number, w: number] }) => ({
    run: ({ input, theta }) => ({ output: spatialTransform(input!, theta!, attrs.out_size, sampling(attrs)) }),
  })),
};

import { affineGrid, affineGrid3d, attentionGrid, projectiveGrid, thinPlateSplineGrid } from "@attn/core";
import { type MakeSubject, subject } from "../subject";

interface GridAttrs<Size = readonly [h: number, w: number]> {
  size: Size;
  align_corners: boolean;
}

interface SplineAttrs extends GridAttrs {
  control_points: [x: number, y: number][];
  regularisation: number;
}

export const gridSubjects: Record<string, MakeSubject<unknown>> = {
  affine_grid: subject(({ size, align_corners: alignCorners }: GridAttrs) => ({
    run: ({ theta }) => ({ grid: affineGrid(theta!, size, { alignCorners }) }),
  })),

  affine_grid_3d: subject(({ size, align_corners: alignCorners }: GridAttrs<readonly [number, number, number]>) => ({
    run: ({ theta }) => ({ grid: affineGrid3d(theta!, size, { alignCorners }) }),
  })),

  attention_grid: subject(({ size, align_corners: alignCorners }: GridAttrs) => ({
    run: ({ params }) => ({ grid: attentionGrid(params!, size, { alignCorners }) }),
    unexposed: { theta: "attentionGrid makes no matrix on its way to the grid" },
  })),

  projective_grid: subject(({ size, align_corners: alignCorners }: GridAttrs) => ({
    run: ({ homography }) => ({ grid: projectiveGrid(homography!, size, { alignCorners }) }),
  })),

  tps_grid: subject(({ size, align_corners: alignCorners, ...spline }: SplineAttrs) => ({
    run: ({ points }) => ({
      grid: thinPlateSplineGrid(points!, size, {
        alignCorners,
        controlPoints: spline.control_points,
        regularization: spline.regularisation,
      }),
    }),
    unexposed: { coefficients: "thinPlateSplineGrid goes from the points to the grid by one matrix" },
  })),
};

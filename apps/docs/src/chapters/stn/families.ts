// The families of transforms as figures: what is dragged, which numbers there are, and what they show in words.

import { signed } from "./answers";
import {
  affineAt,
  CORNERS,
  cornerNames,
  homography,
  isConvex,
  lattice,
  moveAffineCorner,
  moveWindowCorner,
  type Pair,
  type PlanePoint,
  projectiveAt,
} from "./handles";

interface Slide {
  index: number;
  label: string;
  term: string;
  min: number;
  max: number;
}

interface Family {
  title: string;
  /** Equation and shapes. */
  about: string;
  /** Of the reference. */
  pages: readonly string[];
  attempt: string;
  points(theta: readonly number[]): PlanePoint[];
  /** Theta when point `i` is dragged to a place. */
  move(theta: readonly number[], i: number, to: Pair): readonly number[];
  slides: Slide[];
  presets: Record<string, readonly number[]>;
  matrix?(theta: readonly number[]): number[][];
  says(theta: readonly number[]): string;
}

const cornersAt = (at: (corner: Pair) => Pair, term: string): PlanePoint[] =>
  CORNERS.map((corner, i) => {
    const [x, y] = at(corner);
    return { x, y, name: cornerNames[i]!, term };
  });

const root = Math.SQRT1_2;
const affine: Family = {
  title: "Affine: six numbers",
  about: "eqs. 1, 5 · θ [B, 2, 3] → grid [B, h, w, 2]; U [B, H, W, C] → V [B, h, w, C]; here all sides are 40, C = 3",
  pages: ["core/affineGrid", "core/spatialTransform"],
  attempt:
    "make θ₁₁ and θ₂₂ smaller than 1: the output shows less of the input, larger. Then drag a corner across the middle: the output is a mirror image.",
  points: (theta) => [
    ...cornersAt((corner) => affineAt(theta, corner), "linear"),
    { x: theta[2]!, y: theta[5]!, name: "middle", term: "shift" },
  ],
  move: (theta, i, to) =>
    i < 4 ? moveAffineCorner(theta, i, to) : [theta[0]!, theta[1]!, to[0], theta[3]!, theta[4]!, to[1]],
  slides: ["a", "b", "tx", "c", "d", "ty"].map((letter, index) => ({
    index,
    label: `θ${subscript(index)}`,
    term: letter,
    min: -1.5,
    max: 1.5,
  })),
  presets: {
    Identity: [1, 0, 0, 0, 1, 0],
    "Turn by 45°": [root, root, 0, -root, root, 0],
    "Zoom in": [0.5, 0, 0, 0, 0.5, 0],
    Mirror: [-1, 0, 0, 0, 1, 0],
    Shear: [1, 0.5, 0, 0, 1, 0],
  },
  says([a, b, tx, c, d, ty]) {
    const size = Math.abs(a! * d! - b! * c!);
    const mirrored = a! * d! - b! * c! < 0 ? ", mirrored" : "";
    return `The output takes its middle from (${signed(tx!)}, ${signed(ty!)}) of the input and shows an area ${size.toFixed(2)} times as large as the input${mirrored}: things look ${size < 0.995 ? "larger" : size > 1.005 ? "smaller" : "as large as they are"}.`;
  },
};

const attention: Family = {
  title: "Attention: a window",
  about: "eqs. 2, 5 · θ [B, 3] → grid [B, h, w, 2]; U [B, H, W, C] → V [B, h, w, C]; here all sides are 40, C = 3",
  pages: ["core/attentionGrid", "core/spatialTransform"],
  attempt:
    "drag the middle of the window over the picture, then its corner: s = 0.5 is a zoom of 2, without turning or stretching.",
  points: ([s, tx, ty]) => [
    ...cornersAt(([u, v]) => [s! * u + tx!, s! * v + ty!], "s"),
    { x: tx!, y: ty!, name: "middle", term: "shift" },
  ],
  move: (theta, i, to) => (i < 4 ? moveWindowCorner(theta, i, to) : [theta[0]!, to[0], to[1]]),
  slides: [
    { index: 0, label: "s", term: "s", min: 0.05, max: 1.5 },
    { index: 1, label: "tx", term: "tx", min: -1.5, max: 1.5 },
    { index: 2, label: "ty", term: "ty", min: -1.5, max: 1.5 },
  ],
  presets: { Identity: [1, 0, 0], "The sun": [0.25, 0.66, -0.66], "The hull": [0.5, 0, 0.45] },
  says: ([s, tx, ty]) =>
    `A window ${s!.toFixed(2)} times as wide as the input, around (${signed(tx!)}, ${signed(ty!)}), is seen ${(1 / s!).toFixed(1)} times as large.`,
};

const projective: Family = {
  title: "Projective: a plane seen from anywhere",
  about: "§3.2, eq. 5 · θ [B, 3, 3] → grid [B, h, w, 2]; U [B, H, W, C] → V [B, h, w, C]; here all sides are 40, C = 3",
  pages: ["core/projectiveGrid", "core/spatialTransform"],
  attempt:
    "draw the two upper corners together: what narrows in the input, as a road does, is as wide as the rest in the output. Straight lines stay straight.",
  points: (theta) => cornersAt((corner) => projectiveAt(theta, corner), "h"),
  move(theta, i, to) {
    const corners = CORNERS.map((corner, k) => (k === i ? to : projectiveAt(theta, corner)));
    return (isConvex(corners) && homography(corners)) || theta;
  },
  slides: [
    { index: 6, label: "θ₃₁", term: "g", min: -0.45, max: 0.45 },
    { index: 7, label: "θ₃₂", term: "k", min: -0.45, max: 0.45 },
  ],
  presets: {
    Identity: [1, 0, 0, 0, 1, 0, 0, 0],
    "Like a road": [1, 0, 0, 0, 1, 0, 0, 0.4],
    "From the side": [0.9, 0, 0, 0, 0.9, 0, 0.35, 0],
  },
  matrix: (theta) => [theta.slice(0, 3), theta.slice(3, 6), [...theta.slice(6), 1]],
  says([, , , , , , g, k]) {
    if (Math.abs(g!) + Math.abs(k!) < 0.005)
      return "The last row is (0, 0, 1): Z is 1 everywhere, and the map is affine.";
    return `Z = 1 + (${signed(g!)})x + (${signed(k!)})y is ${(1 - Math.abs(g!) - Math.abs(k!)).toFixed(2)} at one corner of the output and ${(1 + Math.abs(g!) + Math.abs(k!)).toFixed(2)} at the opposite one; where it is large, a pixel of the output spans little of the input, which looks near.`;
  },
};

const waves = lattice.flatMap(([x, y]) => [x + 0.14 * Math.sin(3 * y), y + 0.14 * Math.sin(3 * x)]);
const swirl = lattice.flatMap(([x, y]) => {
  const angle = 0.9 * Math.max(0, 1 - Math.hypot(x, y) / 1.42);
  return [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)];
});
const round = (theta: number[]) => theta.map((x) => Math.round(1e3 * x) / 1e3);

const spline: Family = {
  title: "Thin-plate spline: sixteen points",
  about:
    "§3.2, eq. 5 · points [B, 16, 2] → grid [B, h, w, 2]; U [B, H, W, C] → V [B, h, w, C]; here all sides are 40, C = 3",
  pages: ["core/thinPlateSplineGrid", "core/spatialTransform"],
  attempt: "drag one point far away: the lines bend as little as they can and still pass through all sixteen points.",
  points: (theta) =>
    lattice.map((_, k) => ({
      x: theta[2 * k]!,
      y: theta[2 * k + 1]!,
      name: `point ${k + 1}, row ${Math.floor(k / 4) + 1}, column ${(k % 4) + 1}`,
      term: "p",
      small: true,
    })),
  move: (theta, i, [x, y]) => theta.map((t, k) => (k === 2 * i ? x : k === 2 * i + 1 ? y : t)),
  slides: [],
  presets: { Identity: round(lattice.flat()), Waves: round(waves), Swirl: round(swirl) },
  says(theta) {
    const far = lattice.map(([x, y], k) => Math.hypot(theta[2 * k]! - x, theta[2 * k + 1]! - y));
    const most = Math.max(...far);
    if (most < 0.005) return "All points are where they began: the identity.";
    const k = far.indexOf(most);
    return `${far.filter((d) => d >= 0.005).length} of 16 points are moved; point ${k + 1} the most, by ${most.toFixed(2)}, to (${signed(theta[2 * k]!)}, ${signed(theta[2 * k + 1]!)}).`;
  },
};

function subscript(index: number): string {
  return ["₁₁", "₁₂", "₁₃", "₂₁", "₂₂", "₂₃"][index]!;
}

export const families = { affine, attention, projective, spline };

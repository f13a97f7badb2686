import { bytes } from "./bytes";

/**
 * out[b,i,j] = theta[b] (x_j, y_i, 1)     STN eq. 1, x_j = x0 + j dx, y_i = y0 + i dy
 *
 * theta: [B, 2, 3]    out: [B, h, w, 2]
 */
export function affineGrid(theta: usize, out: usize, B: u32, h: u32, w: u32, x0: f32, dx: f32, y0: f32, dy: f32): void {
  for (let b: u32 = 0; b < B; b++, theta += 24) {
    for (let i: u32 = 0; i < h; i++, out += bytes(w) << 1) {
      affineRow(theta, out, w, x0, dx, y0 + <f32>i * dy);
    }
  }
}

function affineRow(theta: usize, out: usize, w: u32, x0: f32, dx: f32, y: f32): void {
  const a = load<f32>(theta);
  const c = load<f32>(theta, 12);
  const u = load<f32>(theta, 4) * y + load<f32>(theta, 8);
  const v = load<f32>(theta, 16) * y + load<f32>(theta, 20);
  const slope = f32x4(a, c, a, c);
  const offset = f32x4(u, v, u, v);
  let x = f32x4(0, 0, 1, 1); // two pixels in a vector
  let j: u32 = 0;
  for (; j + 2 <= w; j += 2, out += 16, x = f32x4.add(x, f32x4.splat(2))) {
    const xs = f32x4.add(f32x4.splat(x0), f32x4.mul(x, f32x4.splat(dx)));
    v128.store(out, f32x4.add(f32x4.mul(slope, xs), offset));
  }
  if (j < w) {
    const last = x0 + <f32>j * dx;
    store<f32>(out, a * last + u);
    store<f32>(out, c * last + v, 4);
  }
}

/**
 * dTheta[b] = sum over i, j of dGrid[b,i,j] (x_j, y_i, 1)ᵀ
 *
 * dGrid: [B, h, w, 2]    dTheta: [B, 2, 3]
 */
export function affineGridGrad(
  dGrid: usize,
  dTheta: usize,
  B: u32,
  h: u32,
  w: u32,
  x0: f32,
  dx: f32,
  y0: f32,
  dy: f32,
): void {
  for (let b: u32 = 0; b < B; b++, dTheta += 24) {
    let byX = f32x4.splat(0); // sums of d and x d, y d over two columns: (u, v, u, v)
    let byY = byX;
    let byOne = byX;
    for (let i: u32 = 0; i < h; i++) {
      let row = f32x4.splat(0);
      let x = f32x4(0, 0, 1, 1);
      let j: u32 = 0;
      for (; j + 2 <= w; j += 2, dGrid += 16, x = f32x4.add(x, f32x4.splat(2))) {
        const d = v128.load(dGrid);
        const xs = f32x4.add(f32x4.splat(x0), f32x4.mul(x, f32x4.splat(dx)));
        byX = f32x4.add(byX, f32x4.mul(d, xs));
        row = f32x4.add(row, d);
      }
      if (j < w) {
        const d = v128.load64_zero(dGrid);
        byX = f32x4.add(byX, f32x4.mul(d, f32x4.splat(x0 + <f32>j * dx)));
        row = f32x4.add(row, d);
        dGrid += 8;
      }
      byOne = f32x4.add(byOne, row);
      byY = f32x4.add(byY, f32x4.mul(row, f32x4.splat(y0 + <f32>i * dy)));
    }
    storeRow(dTheta, pair(byX, 0), pair(byY, 0), pair(byOne, 0));
    storeRow(dTheta + 12, pair(byX, 1), pair(byY, 1), pair(byOne, 1));
  }
}

/** Lane `k` plus lane `k + 2`. */
function pair(sums: v128, k: i32): f32 {
  return k == 0
    ? f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 2)
    : f32x4.extract_lane(sums, 1) + f32x4.extract_lane(sums, 3);
}

function storeRow(out: usize, a: f32, b: f32, c: f32): void {
  store<f32>(out, a);
  store<f32>(out, b, 4);
  store<f32>(out, c, 8);
}

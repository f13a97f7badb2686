// The regular grid that every transform starts from, as core's ops/baseGrid.ts has it:
// coordinate j of n is (2j + 1 - n) / span, rounded once.

export function coordinate(j: u32, n: u32, span: f32): f32 {
  return <f32>(<i32>(2 * j + 1) - <i32>n) / span;
}

/** The coordinates j, j + 1, j + 2, j + 3. */
export function coordinates(j: u32, n: u32, span: f32): v128 {
  const steps = f32x4.add(f32x4.splat(<f32>(<i32>(2 * j + 1) - <i32>n)), f32x4(0, 2, 4, 6));
  return f32x4.div(steps, f32x4.splat(span));
}

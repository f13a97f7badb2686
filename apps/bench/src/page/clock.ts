/** A sample shorter than so many ticks is mostly rounding. */
const TICKS = 5;

/**
 * Asserts that this browser's clock is fine enough: some tick in 16 or 100 ms, against being recognized.
 *
 * @throws Error that says how long a sample must be
 */
export function checkClock(sampleMs: number): void {
  const tick = clockTick();
  if (sampleMs >= TICKS * tick) return;
  throw new Error(
    `a sample must be at least ${Math.ceil(TICKS * tick)} ms, got ${sampleMs}: this browser's clock ticks in ${Number(tick.toFixed(1))} ms`,
  );
}

/** The smallest of three steps, in milliseconds. */
function clockTick(): number {
  let smallest = Number.POSITIVE_INFINITY;
  let last = performance.now();
  for (let steps = 0; steps < 4; ) {
    const time = performance.now();
    if (time === last) continue;
    if (steps++ > 0) smallest = Math.min(smallest, time - last); // the first began before
    last = time;
  }
  return smallest;
}

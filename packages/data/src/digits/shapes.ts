// How people write the ten digits: for each the strokes of a few variants, drawn at random. A stroke is the points that
// the pen passes through, (x, y) in hundredths, x to the right and y down, the digit about 100 high.
import { exact, type Random } from "@attn/core/random";

/** x0, y0, x1, y1, … Where two strokes share an end there is a corner. */
export type Stroke = number[];

/** The strokes of one way of writing `label`. */
export const shapeOf = (label: number, random: Random): Stroke[] => SHAPES[label]!(random);

const SHAPES: readonly ((random: Random) => Stroke[])[] = [zero, one, two, three, four, five, six, seven, eight, nine];

function zero(random: Random): Stroke[] {
  const rx = random.uniform(24, 58);
  const start = random.normal(-95, 35); // degrees, the top
  const sweep = -random.uniform(325, 420); // against the clock; less than 360 leaves it open
  const drift = random.normal(0, 0.09);
  return [arc([50, 50], [rx, 50], start, sweep, 12, drift)];
}

function one(random: Random): Stroke[] {
  const bend = random.normal(0, 3);
  const stem = [50, 0, 50 + bend, 50, 50, 100];
  const kind = random.uniform();
  if (kind < 0.72) return [stem];
  const reach = random.uniform(12, 34);
  const flag = [50 - reach, random.uniform(10, 32), 50 - reach / 3, random.uniform(5, 12), 50, 0];
  if (kind < 0.86) return [flag, stem];
  const base = [50 - random.uniform(12, 32), 100, 50, 100, 50 + random.uniform(12, 32), 100];
  return kind < 0.95 ? [flag, stem, base] : [stem, base];
}

function two(random: Random): Stroke[] {
  const head = [random.uniform(4, 22), random.uniform(12, 34), 32, 2, 62, random.uniform(0, 6), 78, 27];
  const foot = random.uniform(78, 102);
  const end = [random.uniform(80, 105), random.uniform(82, 100)];
  if (random.uniform() < 0.45) {
    const loop = random.uniform(3, 20); // half its height
    const left = random.uniform(2, 14);
    const across = [left + 4, foot - 2 * loop + 4, left + 26, foot - 2 * loop + 2, 56, foot - 2];
    return [[...head, 62, 55, 34, foot - 10, left + 8, foot, left, foot - loop, ...across, ...end]];
  }
  const corner = [random.uniform(0, 12), foot];
  return [
    [...head, 60, 54, 32, 76, ...corner],
    [...corner, 48, foot - random.uniform(-2, 8), ...end],
  ];
}

function three(random: Random): Stroke[] {
  const waist = random.uniform(38, 50);
  const middle = [random.uniform(28, 46), waist];
  const belly = random.uniform(70, 92);
  const lower = [...middle, belly - 12, waist + 6, belly, waist + 28, belly - 24, 98, random.uniform(2, 16), 90];
  const kind = random.uniform();
  if (kind < 0.12) {
    const top = [random.uniform(68, 80), 2];
    return [[random.uniform(8, 18), 4, 42, 2, ...top], [...top, 56, 24, ...middle], lower];
  }
  const upper = [10, random.uniform(6, 22), 38, 0, 70, 10, random.uniform(62, 74), 28, ...middle];
  if (kind < 0.75) return [upper, lower];
  return [[...upper.slice(0, 8), 48, waist - 3, ...middle, ...lower.slice(2)]]; // the middle rounded
}

function four(random: Random): Stroke[] {
  const bar = random.uniform(44, 64);
  const right = random.uniform(62, 82);
  const foot = [right - random.normal(6, 6), 100];
  if (random.uniform() < 0.28) {
    const apex = [right - random.uniform(0, 8), 0];
    const corner = [random.uniform(0, 10), bar];
    const cross = [...corner, 45, bar, random.uniform(86, 104), bar - random.normal(0, 3)];
    return [[...apex, 36, bar / 2, ...corner], cross, [...apex, right - 3, 50, ...foot]];
  }
  const top = random.uniform(0, 24);
  const stem = [right + random.normal(2, 4), random.uniform(0, 16), right, 45, ...foot];
  const start = [random.uniform(6, 30), top];
  if (random.uniform() < 0.45) {
    const corner = [random.uniform(0, 10), bar];
    return [
      [...start, 12, (top + bar) / 2, ...corner],
      [...corner, 40, bar - 2, right + random.uniform(-2, 22), bar - 6],
      stem,
    ];
  }
  const cup = [...start, 6, bar - 14, 20, bar, 46, bar - 2, right, bar - random.uniform(4, 14)];
  return [cup, stem];
}

function five(random: Random): Stroke[] {
  const left = random.uniform(14, 34);
  const neck = [left - random.uniform(2, 10), random.uniform(36, 48)];
  const belly = random.uniform(68, 88);
  const bowl = [48, neck[1]! - 6, belly, 58, belly - 6, 84, 42, 100, random.uniform(-2, 14), random.uniform(86, 98)];
  const roof = [random.uniform(72, 105), random.uniform(-8, 8), 58, 2, left, random.uniform(2, 8)];
  const kind = random.uniform();
  if (kind < 0.3) return [[...roof, neck[0]! + 1, 24, ...neck, ...bowl]]; // one line, rounded
  const stem = [roof.at(-2)!, roof.at(-1)!, left - 2, 24, ...neck];
  if (kind < 0.65) return [roof, stem, [...neck, ...bowl]];
  return [roof, [...stem, 28 + neck[0]! / 4, neck[1]! - 1, ...bowl.slice(2)]];
}

function six(random: Random): Stroke[] {
  const top = random.uniform(42, 66); // of the loop
  const left = random.uniform(2, 12);
  const right = random.uniform(50, 90);
  const tip = [random.uniform(16, 80), random.uniform(-4, 6)];
  const loop = [
    right - 22,
    100,
    right,
    80,
    right - 12,
    top + 4,
    36,
    top + 4,
    random.uniform(6, 22),
    random.uniform(76, 92),
  ];
  return [[...tip, tip[0]! * 0.4 + 4, 26, left, 58, left + 5, 86, ...loop]];
}

function seven(random: Random): Stroke[] {
  const corner = [random.uniform(72, 92), random.uniform(-4, 10)];
  const start = [random.uniform(0, 12), random.uniform(2, 16)];
  const foot = [random.uniform(22, 58), 100];
  const bow = random.normal(0, 4);
  const down = [...corner, 64 - bow, 36, (foot[0]! + 52) / 2 - bow, 62, ...foot];
  const kind = random.uniform();
  const strokes =
    kind < 0.3
      ? [[...start, 44, 4, corner[0]! - 6, corner[1]!, ...down.slice(2)]]
      : [[...start, 40, 5, ...corner], down];
  if (random.uniform() < 0.3) strokes.unshift([start[0]! - 2, start[1]! + random.uniform(8, 30), ...start]);
  if (random.uniform() < 0.18) strokes.push([random.uniform(18, 32), 54, 52, 52, random.uniform(70, 86), 48]);
  return strokes;
}

function eight(random: Random): Stroke[] {
  const waist = random.uniform(36, 62);
  const upper = random.uniform(16, 36); // half widths
  const lower = random.uniform(12, 38);
  if (random.uniform() < 0.15) {
    const top = arc([50, waist / 2], [upper, waist / 2], random.uniform(40, 130), -random.uniform(350, 380), 9, 0);
    return [top, arc([50, (waist + 100) / 2], [lower, (100 - waist) / 2], random.uniform(-130, -50), 365, 9, 0)];
  }
  const start = [50 + upper * random.uniform(0.5, 1.7), random.uniform(-4, 22)];
  const end = [50 + upper * random.uniform(0.2, 1.7), random.uniform(-4, 20)];
  const fall = [46, 0, 50 - upper, waist * 0.45, 48, waist, 50 + lower, (waist + 100) / 2];
  const rise = [50, 100, 50 - lower, (waist + 104) / 2, 50, waist + 2, 50 + upper * 0.85, waist * 0.55];
  return [[...start, ...fall, ...rise, ...end]];
}

function nine(random: Random): Stroke[] {
  const right = random.uniform(64, 82);
  const bottom = random.uniform(28, 60); // of the loop
  const start = [right - random.uniform(-4, 12), random.uniform(4, 20)];
  const loop = [...start, 44, random.uniform(-2, 4), random.uniform(0, 24), bottom / 2 + 2, 28, bottom, 54, bottom - 8];
  const knee = random.normal(-2, 4);
  const tail =
    random.uniform() < 0.2
      ? [right - 8, 84, 44, 100, random.uniform(10, 24), 92]
      : [right + knee, 62, right - random.uniform(-6, 40), 100];
  if (random.uniform() < 0.5)
    return [
      [...loop, right, random.uniform(8, 20)],
      [right, random.uniform(4, 18), right - 1, 36, ...tail],
    ];
  return [[...loop, right - 2, random.uniform(14, 24), right - 1, 40, ...tail]]; // in one line
}

/** Points on an ellipse; angles in degrees from the right, with the clock; `drift` is how much the radius grows. */
function arc(
  [x, y]: number[],
  [rx, ry]: number[],
  start: number,
  sweep: number,
  points: number,
  drift: number,
): Stroke {
  return Array.from({ length: points }, (_, i) => {
    const t = i / (points - 1);
    const angle = ((start + sweep * t) * Math.PI) / 180;
    const grown = 1 + drift * (t - 0.5);
    return [x! + rx! * grown * exact.cos(angle), y! + ry! * grown * exact.sin(angle)];
  }).flat();
}

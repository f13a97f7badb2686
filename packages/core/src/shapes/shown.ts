const LONGEST = 60;

/** Any value as a message shows it, shortened: it may come from outside. */
export function shown(value: unknown): string {
  const text = written(value, 2);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function written(value: unknown, depth: number): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, LONGEST));
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  if (!Array.isArray(value)) {
    const kind = Object.prototype.toString.call(value).slice(8, -1); // Float32Array, Date
    return kind === "Object" ? "an object" : kind;
  }
  if (depth === 0) return "an array";
  return `[${Array.from(value.slice(0, LONGEST), (item) => written(item, depth - 1)).join(",")}]`;
}

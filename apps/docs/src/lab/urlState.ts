// What the reader chose, in the address: `?address={"beta":9}`. Only what differs from the defaults.
// An address comes from anywhere: what is not of the defaults' form is left out.

export function readState<T extends object>(key: string, defaults: T): Partial<T> {
  const text = new URLSearchParams(location.search).get(key);
  if (text === null || text.length > 4000) return {};
  try {
    const given: unknown = JSON.parse(text);
    if (typeof given !== "object" || given === null) return {};
    const known = Object.entries(given).filter(
      ([name, value]) => Object.hasOwn(defaults, name) && isLike(value, defaults[name as keyof T]),
    );
    return Object.fromEntries(known) as Partial<T>;
  } catch {
    return {};
  }
}

export function writeState<T extends object>(key: string, defaults: T, now: T): void {
  const changed = Object.entries(now).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults[name as keyof T]),
  );
  const search = new URLSearchParams(location.search);
  if (changed.length > 0) search.set(key, JSON.stringify(Object.fromEntries(changed)));
  else search.delete(key);
  const query = search.size > 0 ? `?${search}` : "";
  history.replaceState(history.state, "", `${location.pathname}${query}${location.hash}`);
}

/** Whether it has the same form: numbers finite, lists of the same length. */
function isLike(value: unknown, model: unknown): boolean {
  if (Array.isArray(model))
    return Array.isArray(value) && value.length === model.length && model.every((one, i) => isLike(value[i], one));
  if (typeof model === "number") return Number.isFinite(value) && Math.abs(value as number) <= 1e6;
  return (
    typeof value === typeof model && (typeof value !== "string" || value.length <= 100) && typeof value !== "object"
  );
}

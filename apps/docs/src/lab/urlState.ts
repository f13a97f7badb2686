// What the reader chose, in the address: `?address={"beta":9}`. Only what differs from the defaults.
// An address comes from anywhere: what the reader could not have chosen in the figure is left out, or moved to the nearest
// that could be.
import type { Limits } from "./limits";

const MOST = 4000;

export function readState<P extends object>(key: string, limits: Limits<P>): Partial<P> {
  const text = new URLSearchParams(location.search).get(key);
  return text === null ? {} : chosen(text, limits);
}

/** What a text has of the parameters, each within its limits. */
export function chosen<P extends object>(text: string, limits: Limits<P>): Partial<P> {
  if (text.length > MOST) return {};
  try {
    const given: unknown = JSON.parse(text);
    if (typeof given !== "object" || given === null) return {};
    const known = Object.entries(given)
      .filter(([name]) => Object.hasOwn(limits, name))
      .map(([name, value]) => [name, limits[name as keyof P]!(value)] as const);
    return Object.fromEntries(known.filter(([, value]) => value !== undefined)) as Partial<P>;
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

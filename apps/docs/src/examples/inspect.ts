// Values as text, as a console shows them: numbers of float32 with the digits that they have.
const ITEMS = 100;
const WIDTH = 76;

export function inspect(x: unknown, depth = 0): string {
  if (typeof x === "string") return depth === 0 ? x : JSON.stringify(x);
  if (typeof x === "number") return number(x);
  if (typeof x === "bigint") return `${x}n`;
  if (typeof x === "function") return `[function ${x.name || "anonymous"}]`;
  if (typeof x !== "object" || x === null) return String(x);
  if (x instanceof Error) return `${x.name}: ${x.message}`;
  if (depth > 4) return Array.isArray(x) ? "[…]" : "{…}";
  if (Array.isArray(x)) return list(x, depth);
  if (ArrayBuffer.isView(x) && !(x instanceof DataView)) {
    const numbers = x as Float32Array;
    return `${x.constructor.name}(${numbers.length}) ${list(Array.from(numbers.subarray(0, ITEMS + 1)), depth, numbers.length)}`;
  }
  if (x instanceof Map || x instanceof Set) return `${x.constructor.name}(${x.size}) ${list([...x], depth)}`;
  return object(x, depth);
}

function number(x: number): string {
  if (Object.is(x, -0)) return "-0";
  return Math.fround(x) === x && !Number.isInteger(x) ? String(Number(x.toPrecision(7))) : String(x);
}

function list(items: readonly unknown[], depth: number, length = items.length): string {
  const shown = items.slice(0, ITEMS).map((item) => inspect(item, depth + 1));
  if (length > ITEMS) shown.push(`… ${length - ITEMS} more`);
  return wrap("[", shown, "]", depth, typeof items[0] === "number");
}

function object(x: object, depth: number): string {
  const names = Object.keys(x);
  const shown = names
    .slice(0, ITEMS)
    .map((name) => `${name}: ${inspect((x as Record<string, unknown>)[name], depth + 1)}`);
  const kind = x.constructor?.name;
  const head = kind && kind !== "Object" ? `${kind} ` : "";
  return shown.length === 0 ? `${head}{}` : head + wrap("{ ", shown, " }", depth, false);
}

/** On one line if it fits; numbers fill lines, other things have one each. */
function wrap(open: string, items: readonly string[], close: string, depth: number, fill: boolean): string {
  const line = open + items.join(", ") + close;
  if (line.length <= WIDTH && !line.includes("\n")) return line;
  const pad = "  ".repeat(depth + 1);
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (fill && last !== undefined && last.length + item.length + 2 <= WIDTH)
      lines[lines.length - 1] = `${last}, ${item}`;
    else lines.push(item);
  }
  return `${open.trim()}\n${lines.map((one) => pad + one).join(",\n")}\n${"  ".repeat(depth)}${close.trim()}`;
}

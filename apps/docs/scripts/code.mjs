// Stores the source of what figures compute, as the page shows it: src/traces/code.json, an experiment's functions under its name.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { repository } from "./packages.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const place = "apps/docs/src/lab/experiments";
const folder = join(root, "../..", place);

/** `{ path, url, text }` for each experiment and each training. */
export function code() {
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  return Object.fromEntries(files.flatMap(codeOf));
}

export function storeCode(out) {
  writeFileSync(join(out, "code.json"), JSON.stringify(code()));
}

/** The experiments that a file lists at its end. */
function codeOf(file) {
  const source = ts.createSourceFile(file, readFileSync(join(folder, file), "utf8"), ts.ScriptTarget.Latest, true);
  const named = new Map(source.statements.flatMap((one) => namesOf(one).map((name) => [name, one])));
  const path = `${place}/${file}`;
  const url = `${repository}/blob/main/${path}`;
  return [...named.values()].flatMap(listed).flatMap(([name, run]) => {
    const parts = reached(run, named).map((one) => textOf(one, source));
    return parts.length > 0 ? [[name, { path, url, text: joined(parts) }]] : [];
  });
}

function namesOf(statement) {
  if (ts.isFunctionDeclaration(statement)) return [statement.name.text];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations
    .map(({ name }) => name)
    .filter(ts.isIdentifier)
    .map(({ text }) => text);
}

/** Names and functions in an exported `{ name: { run: function } }`, `name = { run }`, or, of a training, `{ name }`. */
function listed(statement) {
  if (!ts.isVariableStatement(statement) || statement.modifiers === undefined) return [];
  return statement.declarationList.declarations.flatMap(({ name, initializer }) => {
    if (initializer === undefined || !ts.isObjectLiteralExpression(initializer)) return [];
    const own = runOf(initializer);
    if (own) return [[name.text, own]];
    return initializer.properties.flatMap((property) => {
      if (ts.isShorthandPropertyAssignment(property)) return [[property.name.text, property.name.text]];
      const run = ts.isPropertyAssignment(property) && runOf(property.initializer);
      return run ? [[property.name.text, run]] : [];
    });
  });
}

function runOf(node) {
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const run = node.properties.find((property) => property.name?.getText() === "run");
  return run?.initializer?.getText() ?? run?.name.text;
}

/** A function, then what else it needs of its file, and what that needs, in the file's order. */
function reached(run, named) {
  const seen = new Set();
  const visit = (name) => {
    const statement = named.get(name);
    if (statement === undefined || seen.has(statement)) return;
    seen.add(statement);
    for (const used of usedIn(statement)) visit(used);
  };
  visit(run);
  const [first, ...others] = seen;
  return first ? [first, ...others.sort((a, b) => a.pos - b.pos)] : [];
}

/** Names that come from outside a statement; names of properties are none. */
function usedIn(statement) {
  const [used, own] = [new Set(), new Set()];
  const look = (node) => {
    const { parent } = node;
    if (ts.isIdentifier(node)) {
      const declared =
        (ts.isParameter(parent) || ts.isVariableDeclaration(parent) || ts.isBindingElement(parent)) &&
        parent.name === node;
      const property =
        (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) &&
        parent.name === node;
      if (declared) own.add(node.text);
      else if (!property && parent.propertyName !== node) used.add(node.text);
    }
    ts.forEachChild(node, look);
  };
  ts.forEachChild(statement, look);
  return [...used].filter((name) => !own.has(name));
}

/** Constants of one line stay together. */
const joined = (parts) =>
  parts.reduce((all, part, i) => `${all}${part.includes("\n") || parts[i - 1].includes("\n") ? "\n\n" : "\n"}${part}`);

/** With its comment. */
function textOf(statement, source) {
  const comment = ts.getJSDocCommentsAndTags(statement)[0];
  return source.text.slice(comment?.getStart() ?? statement.getStart(), statement.end);
}

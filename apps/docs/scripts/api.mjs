// The signatures of every public entry, from the comments in the sources: site/api/, a page an entry.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { Application, Converter, OptionDefaults, ReflectionKind } from "typedoc";
import { docs, entries, packages, repository, root, site } from "./packages.mjs";

const out = join(site, "api");
const raw = join(docs, "node_modules/.api");

export async function api() {
  const all = entries();
  rmSync(raw, { recursive: true, force: true });
  await typedoc(all);
  rmSync(out, { recursive: true, force: true });
  for (const file of readdirSync(raw, { recursive: true }).map((path) => path.replaceAll("\\", "/")))
    if (file.endsWith(".md") && file !== "index.md") write(pageOf(file), pageText(file, all));
  write("index.md", indexText(all));
}

async function typedoc(all) {
  const app = await Application.bootstrapWithPlugins({
    entryPoints: all.map(({ source }) => join(root, source)),
    tsconfig: join(root, "tsconfig.json"),
    plugin: ["typedoc-plugin-markdown"],
    outputs: [{ name: "markdown", path: raw }],
    outputFileStrategy: "modules",
    entryFileName: "index",
    readme: "none",
    name: "API",
    blockTags: [...OptionDefaults.blockTags, "@nocollapse"],
    excludeTags: [...OptionDefaults.excludeTags, "@nocollapse"],
    excludeExternals: true,
    excludeInternal: true,
    excludePrivate: true,
    skipErrorChecking: true,
    groupOrder: ["Functions", "Classes", "Variables", "Interfaces", "Type Aliases", "*"],
    sort: ["alphabetical"],
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCustomAnchors: true,
    useCodeBlocks: true,
    expandObjects: true,
    expandParameters: true,
    sanitizeComments: true,
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    classPropertiesFormat: "table",
    typeAliasPropertiesFormat: "table",
    tableColumnSettings: { hideSources: true, hideInherited: true, hideOverrides: true },
    disableGit: true,
    gitRevision: "main",
    sourceLinkTemplate: "{path}",
    logLevel: "Warn",
  });
  const names = new Map(all.map(({ source, page }) => [join(root, source), page]));
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module))
      module.name = names.get(project.getSymbolIdFromReflection(module).fileName);
    for (const member of Object.values(project.reflections))
      if (member.inheritedFrom && project.reflections[member.id]) project.removeReflection(member);
  });
  const project = await app.convert();
  if (!project) throw new Error("typedoc could not read the sources");
  await app.generateOutputs(project);
}

/** An entry with a namespace comes as a folder's index; its page is beside the folder, as those of others. */
const pageOf = (file) => file.replace(/\/index\.md$/, ".md").replace("/namespaces/", "/");

function pageText(file, all) {
  const name = file.split("/")[0].replace(/\.md$/, "");
  const entry = all.find(({ page }) => `${page}.md` === pageOf(file));
  const from = posix.dirname(file);
  const text = readFileSync(join(raw, file), "utf8")
    .replace(
      /^# .*$/m,
      entry
        ? `# ${entry.module}\n\nWhat it is, and examples: [the pages of @attn/${name}](/reference/${name}/).`
        : "$&",
    )
    .replace(
      /\]\(([^)#\s:]+\.md)(#[^)]*)?\)/g,
      (_, to, anchor = "") => `](/api/${pageOf(posix.join(from, to))}${anchor})`,
    )
    .replace(/^Defined in: \[(.*?):(\d+)\]\(.*\)$/gm, (_, path, line) => definition(path.replaceAll("\\", ""), line))
    .replace(/(?<=^#+ Throws$[^#]*)^#+ Throws$/gm, "")
    .replace(/^\*\*\*$/gm, "")
    .replace(
      /(?<=\n\n)(?: {4}.*\n)+/g,
      (code) => `\`\`\`ts\n${code.replace(/^ {4}/gm, "").replace(/\\([{}<>])/g, "$1")}\`\`\`\n`,
    )
    .replace(/\n{3,}/g, "\n\n");
  return `---\neditLink: false\noutline: [2, 3]\npageClass: api\n---\n\n${text}`;
}

/** Where something is defined: on the site if the source has a page there, else in the repository. */
function definition(path, line) {
  if (path.includes("node_modules")) return "";
  const page = `source/${path}.md`;
  const link = existsSync(join(site, page)) ? `/${page}` : `${repository}/blob/main/${path}#L${line}`;
  return `<small>[${posix.basename(path)}](${link}), line ${line}</small>`;
}

function indexText(all) {
  const rows = packages.flatMap((name) => {
    const { description } = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));
    const its = all.filter((entry) => entry.package === name);
    return its.map(({ module, page }, i) => `| [${module}](/api/${page}) | ${i === 0 ? description : ""} |`);
  });
  return `# API

Every exported name with its signature, made from the comments in the sources. What the operators compute, and examples, is in the [reference](/reference/).

| import from | |
| --- | --- |
${rows.join("\n")}
`;
}

function write(page, text) {
  const file = join(out, page);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await api();

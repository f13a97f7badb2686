// The packages' own pages, as pages of the site: site/reference/, the sources that they link to as site/source/, and the
// sidebars of both references as src/collected/sidebar.ts.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { docs, entries, packages, repository, root, site } from "./packages.mjs";

const left = new Set(["CHANGELOG", "THIRD-PARTY"]);

export function collect() {
  for (const folder of ["reference", "source"]) rmSync(join(site, folder), { recursive: true, force: true });
  const pages = packages.flatMap(pagesOf);
  const places = new Map(pages.map(({ path, link }) => [path, link]));
  const sources = new Map();
  for (const page of pages) write(join(site, page.file), pageText(page, places, sources));
  for (const folder of ["learn", "guide"]) collectLinked(folder, sources);
  for (const [path, readers] of sources) write(join(site, sourceFile(path)), sourceText(path, readers));
  write(join(site, "reference/index.md"), indexText(pages));
  write(join(docs, "src/collected/sidebar.ts"), sidebarText(pages));
  return pages;
}

/** The pages of a package: its README first, then those that it links to in its order, then the others. */
function pagesOf(name) {
  const folder = join("packages", name);
  const all = [
    ...readdirSync(join(root, folder)),
    ...readdirSync(join(root, folder, "src"), { recursive: true }).map((path) => join("src", path)),
  ];
  const found = all
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".md") && !left.has(basename(path, ".md")));
  const readme = readFileSync(join(root, folder, "README.md"), "utf8");
  const place = (path) => (path === "README.md" ? -2 : readme.indexOf(`(./${path}`) + 1 || readme.length + 1);
  return found.sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1)).map((path) => pageOf(name, folder, path));
}

function pageOf(name, folder, path) {
  const text = readFileSync(join(root, folder, path), "utf8");
  const stem = basename(path, ".md");
  const index = stem === "README";
  const page = index ? "index" : stem === "UPSTREAM" ? "upstream" : stem;
  return {
    package: name,
    path: join(folder, path).replaceAll("\\", "/"),
    text,
    index,
    title: text.match(/^# (.*)$/m)[1].replaceAll("`", ""),
    says: firstSentence(text),
    file: `reference/${name}/${page}.md`,
    link: `/reference/${name}/${index ? "" : page}`,
  };
}

function firstSentence(text) {
  const paragraph = text
    .replace(/^# .*$/m, "")
    .trim()
    .split(/\n\s*\n/)[0]
    .replaceAll("\n", " ")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
  const sentence = paragraph.match(/^.*?(\.(?=\s)|[.:]$)/)?.[0] ?? paragraph;
  return sentence.length > 150 ? sentence.replace(/:.*/, ".") : sentence.replace(/:$/, ".");
}

function pageText({ path, text }, places, sources) {
  const fences = /^(```+)[\s\S]*?^\1/gm;
  let made = "";
  let at = 0;
  for (const fence of text.matchAll(fences)) {
    made += links(text.slice(at, fence.index), path, places, sources) + fence[0];
    at = fence.index + fence[0].length;
  }
  made += links(text.slice(at), path, places, sources);
  return `---\neditLink: false\n---\n\n${made}`;
}

/** Every relative link, as one to a page of the site where there is one, else to the repository. */
function links(text, from, places, sources) {
  return text.replace(/\]\((\.{1,2}\/[^)#\s]*)(#[^)]*)?\)/g, (_, target, anchor = "") => {
    const path = normalize(join(dirname(from), target)).replaceAll("\\", "/");
    if (places.has(path)) return `](${places.get(path)}${anchor})`;
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    if (!stat) throw new Error(`${from}: the link to ${target} leads nowhere`);
    if (!path.endsWith(".ts")) return `](${repository}/${stat.isDirectory() ? "tree" : "blob"}/main/${path}${anchor})`;
    addReader(sources, path, places.get(from));
    return `](/${sourceFile(path)})`;
  });
}

/** The sources that pages of the site link to, as `/source/<path>.ts`. */
function collectLinked(folder, sources) {
  for (const file of readdirSync(join(site, folder)).filter((name) => name.endsWith(".md"))) {
    const text = readFileSync(join(site, folder, file), "utf8");
    const link = `/${folder}/${file === "index.md" ? "" : basename(file, ".md")}`;
    for (const [, path] of text.matchAll(/\]\(\/source\/([^)#\s]+\.ts)(?:\.md)?\)/g)) addReader(sources, path, link);
  }
}

function addReader(sources, path, link) {
  if (!sources.has(path)) sources.set(path, new Set());
  sources.get(path).add(link);
}

const sourceFile = (path) => `source/${path}.md`;

function sourceText(path, readers) {
  const code = readFileSync(join(root, path), "utf8").trimEnd();
  const pages = [...readers].map((link) => `[${nameOf(link)}](${link})`).join(", ");
  const fence = "`".repeat(Math.max(3, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  const front = "---\nsidebar: false\naside: false\nsearch: false\nprev: false\nnext: false\npageClass: source\n---\n";
  const where = `Documented in ${pages} · [in the repository](${repository}/blob/main/${path})`;
  return `${front}\n# ${basename(path)}\n\n\`${path}\`\n\n${where}\n\n${fence}ts:line-numbers\n${code}\n${fence}\n`;
}

const nameOf = (link) => {
  const [, kind, name, page] = link.split("/");
  if (kind === "reference") return page || `@attn/${name}`;
  return `${kind === "learn" ? "the chapter" : "the guide"} ${(name || "index").replaceAll("-", " ")}`;
};

function indexText(pages) {
  const groups = packages.map((name) => {
    const [first, ...others] = pages.filter((page) => page.package === name);
    const rows = others.map(({ title, link, says }) => `| [${title}](${link}) | ${says.replaceAll("|", "\\|")} |`);
    const table = rows.length > 0 ? `\n\n| page | what it tells |\n| --- | --- |\n${rows.join("\n")}` : "";
    return `## [@attn/${name}](${first.link})\n\n${first.says}${table}`;
  });
  return `# Reference

Every operator, layer and model, with its convention, its equation and an example that runs. Every signature is in the [API](/api/).

${groups.join("\n\n")}
`;
}

/** A package's pages have its own sidebar, so that none is a list of everything. */
function sidebarText(pages) {
  const overview = (name) => ({ text: `@attn/${name}`, link: `/reference/${name}/` });
  const signatures = { text: "Signatures", items: [{ text: "API", link: "/api/" }] };
  const own = (name) => ({
    text: `@attn/${name}`,
    items: pages
      .filter((page) => page.package === name)
      .map(({ title, link, index }) => ({ text: index ? "Overview" : title.replace(/^@attn\//, ""), link })),
  });
  const others = (name) => ({
    text: "Reference",
    items: [{ text: "All pages", link: "/reference/" }, ...packages.filter((one) => one !== name).map(overview)],
  });
  const modules = entries().map(({ module, page }) => ({ text: module, link: `/api/${page}` }));
  const sidebars = {
    "/reference/": [others(), signatures],
    ...Object.fromEntries(packages.map((name) => [`/reference/${name}/`, [own(name), others(name), signatures]])),
    "/api/": [
      { text: "API", items: [{ text: "All modules", link: "/api/" }, ...modules] },
      { text: "Reference", items: [{ text: "Pages of the operators", link: "/reference/" }] },
    ],
  };
  return `// Made by scripts/collect.mjs.\nexport const references = ${JSON.stringify(sidebars, null, 2)};\n`;
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) collect();

/** Where the site will lie: `DOCS_BASE`, the root by default. @throws Error unless it begins and ends with a slash */
export function siteBase() {
  const base = process.env.DOCS_BASE ?? "/";
  if (/^\/([\w.-]+\/)*$/.test(base)) return base;
  throw new Error(`DOCS_BASE must begin and end with a slash, such as /attn/, got ${base}`);
}

// `/source/packages/core/src/….ts` in a page is a link to the page of that source. Part of the build, not of the page.
interface Token {
  type: string;
  children?: Token[] | null;
  attrGet(name: string): string | null;
  attrSet(name: string, value: string): void;
}
interface Markdown {
  core: { ruler: { push(name: string, rule: (state: { tokens: Token[] }) => void): void } };
}

/** VitePress takes a link that ends with `.ts` for a file; with `.md` after it, it is a page. */
export function sourceLinks(md: Markdown): void {
  md.core.ruler.push("source-links", ({ tokens }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === "link_open" ? token.attrGet("href") : null;
      if (href && /^\/source\/.+\.ts$/.test(href)) token.attrSet("href", `${href}.md`);
    }
  });
}

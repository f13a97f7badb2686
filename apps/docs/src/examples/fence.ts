// Puts a bar "Edit and run" below the blocks of code that can run in a browser. Part of the build, not of the page.
import { runsHere } from "./names";

interface Token {
  type: string;
  info: string;
  content: string;
}
type Rule = (tokens: Token[], index: number, options: unknown, env: unknown, self: unknown) => string;
interface Markdown {
  renderer: { rules: { fence?: Rule } };
}
interface Env {
  relativePath?: string;
  examples?: number;
}

export function runnable(md: Markdown): void {
  const fence = md.renderer.rules.fence!;
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const runs = canRun(tokens, index, env as Env); // before the title in its brackets is taken away
    const html = fence(tokens, index, options, env, self);
    if (!runs) return html;
    const page = env as Env;
    page.examples = (page.examples ?? 0) + 1;
    return `<RunBlock :n="${page.examples}">${html}</RunBlock>`;
  };
}

function canRun(tokens: Token[], index: number, { relativePath = "" }: Env): boolean {
  const { info, content } = tokens[index]!;
  const before = tokens[index - 1];
  if (!/^(ts|js)\s*$/.test(info) || /^(source|api)\/|upstream\.md$/.test(relativePath)) return false;
  if (before?.type === "html_block" && before.content.includes("<!-- not run:")) return false;
  return runsHere(content);
}

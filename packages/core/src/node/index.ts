// What the other packages need of a file system: Node, Deno, Bun.
export { makeFolder } from "./makeFolder";

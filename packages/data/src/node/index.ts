// What needs a file system: Node, Deno, Bun.
export { loadIdxImages, loadMnist } from "./loadMnist";

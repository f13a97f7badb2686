import { turn } from "./turn.js";

const { text } = await turn();
console.log(text);

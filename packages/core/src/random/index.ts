// Seeded draws, the same in every JavaScript engine, and the functions that keep what is made of them the same.
export * as exact from "./exact";
export { permutation, type Random, seeded } from "./seeded";

// Helpers of the tests, for tests that run in vitest.
export { expectClose, expectGradient } from "./expect";
export { backendsHere, onEveryBackend } from "./onEveryBackend";
export { random } from "./random";

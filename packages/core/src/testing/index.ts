// Helpers of the tests, for tests that run in vitest.
export { expectClose, expectFinite, expectGradient } from "./expect";
export { expectGolden, type GoldenCase, type GoldenGroup, type GoldenTensor, goldens, goldenTensor } from "./goldens";
export { backendsHere, onEveryBackend } from "./onEveryBackend";
export { random } from "./random";
export { refusesNonsense } from "./refusesNonsense";

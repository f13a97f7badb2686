// The compiler's flags. README.md says what they promise.

/** Of every binary. */
export const common =
  "--runtime stub --importMemory --noExportMemory --noAssert --optimizeLevel 3 --shrinkLevel 0 --converge --use abort= --enable simd";

const shared = "--enable threads --sharedMemory --maximumMemory 65536";
const relaxed = "--enable relaxed-simd";

/** What each binary adds. */
export const variants = {
  simd: "",
  relaxed,
  "simd-shared": shared,
  "relaxed-shared": `${relaxed} ${shared}`,
};

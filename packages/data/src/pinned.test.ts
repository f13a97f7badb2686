// The bits of what is made by chance. They must be the same in every runtime and must not change by accident: results
// that others have published depend on them.
import { describe, expect, it } from "vitest";
import { fingerprints } from "./fingerprints";

describe("what a seed gives", () => {
  it("is pinned to the last bit", () => {
    expect(fingerprints()).toEqual({
      digits: "9031ce29",
      "digits of 64 pixels": "d799733b",
      R: "f82176e5",
      RTS: "3fa6e147",
      P: "f4d9833a",
      E: "f760d779",
      TC: "67f7e4ed",
      colocalization: "ed315da6",
      "batch 17": "720503fa",
      split: "19c98238",
    });
  });
});

// What each figure of the chapter begins with; scripts/traces.mjs stores the results of these numbers.
export const drawFigures = {} as const;

export const common: string;
export const variants: Record<"simd" | "relaxed" | "simd-shared" | "relaxed-shared", string>;

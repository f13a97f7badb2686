import { onMounted, type Ref, watch } from "vue";
import type { Values } from "../lab/values";
import { type Colors, pixelsOf } from "./colors";

interface Picture {
  /** `[rows, columns]`, or `[rows, columns, 3]` for colors as they are. */
  values: Values;
  range: readonly [number, number];
  colors: Colors;
}

/** Keeps a canvas painted with numbers, a pixel each; it must be as large as they are. */
export function usePainted(canvas: Ref<HTMLCanvasElement | undefined>, picture: () => Picture): void {
  function paint(): void {
    const { values, range, colors } = picture();
    const [rows, columns] = values.shape as [number, number];
    const image = new ImageData(pixelsOf(values, range, colors), columns, rows);
    canvas.value?.getContext("2d")?.putImageData(image, 0, 0);
  }
  onMounted(paint);
  watch(
    () => Object.values(picture()),
    () => canvas.value && paint(),
    { flush: "post" },
  );
}

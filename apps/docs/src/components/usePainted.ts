import { onMounted, type Ref, watch } from "vue";
import { pixelsOf } from "./colors";
import { type Picture, still } from "./still";

/**
 * Keeps a canvas painted with numbers, a pixel each; it must be as large as they are. Returns the HTML that shows the
 * first of them where no script runs, for a `<noscript>` on the canvas.
 */
export function usePainted(canvas: Ref<HTMLCanvasElement | undefined>, picture: () => Picture, label: string): string {
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
  return still(picture(), label);
}

import { onBeforeUnmount, onMounted, type Ref, ref } from "vue";

/** How wide an element is, in pixels; a guess before it is shown. */
export function useWidth(element: Ref<HTMLElement | undefined>, guess = 560): Ref<number> {
  const width = ref(guess);
  let watcher: ResizeObserver | undefined;
  onMounted(() => {
    const measure = () => {
      if (element.value) width.value = element.value.clientWidth || guess;
    };
    measure();
    watcher = new ResizeObserver(measure);
    if (element.value) watcher.observe(element.value);
  });
  onBeforeUnmount(() => watcher?.disconnect());
  return width;
}

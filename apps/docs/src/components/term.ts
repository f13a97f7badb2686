import { computed, type InjectionKey, inject, type Ref, ref } from "vue";

/** The term of the formula that is being moved or pointed at. */
export const TERM: InjectionKey<Ref<string | undefined>> = Symbol("term");

/** Whether a term is lit, and what lights it. `term` may name none. */
export function useTerm(term: () => string | undefined) {
  const now = inject(TERM, ref());
  const lit = computed(() => now.value !== undefined && now.value === term());
  function light(on: boolean): void {
    if (term() !== undefined) now.value = on ? term() : undefined;
  }
  return { lit, light };
}

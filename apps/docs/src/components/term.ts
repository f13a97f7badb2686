import type { InjectionKey, Ref } from "vue";

/** The term of the formula that is being moved or pointed at. */
export const TERM: InjectionKey<Ref<string | undefined>> = Symbol("term");

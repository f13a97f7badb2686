import { ref } from "vue";

/** How often the training of the page has given a newer machine: the figure that shows it at work follows. */
export const trainedHere = ref(0);

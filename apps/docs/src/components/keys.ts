// What keys do to things that are dragged.

const arrows: Record<string, readonly [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Where an arrow key points, y downward; nothing for other keys. Such a key does not scroll the page. */
export function arrowOf(event: KeyboardEvent): readonly [x: number, y: number] | undefined {
  if (arrows[event.key]) event.preventDefault();
  return arrows[event.key];
}

/** How far a key moves a slider: an arrow by 1, right and up being more, and a page by `page`. */
export function stepOf(event: KeyboardEvent, page = 5): number | undefined {
  const pages = { PageUp: page, PageDown: -page }[event.key];
  if (pages !== undefined) event.preventDefault();
  const arrow = arrowOf(event);
  return arrow ? arrow[0] - arrow[1] : pages;
}

/** Room that a popover leaves to the window's edges, in CSS pixels. */
const EDGE = 8;

/**
 * Puts an open popover beside what it belongs to, whole inside the window: below it, above it where there is no room below, and
 * along the window's bottom edge where there is none above, either. To be called again when one of the two changes its size or
 * place.
 * @param popover has `position: fixed`; no higher than the window.
 * @param gap between the two, in CSS pixels.
 */
export function placeBeside(popover: HTMLElement, anchor: Element, gap = 0): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const below = at.bottom + gap;
  const above = at.top - gap - height;
  const lowest = innerHeight - height - EDGE;
  const top = below <= lowest ? below : above >= EDGE ? above : lowest;
  popover.style.left = `${Math.max(EDGE, Math.min(at.left, innerWidth - width - EDGE))}px`;
  popover.style.top = `${Math.max(EDGE, top)}px`;
}

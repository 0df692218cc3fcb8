const lost = new Set<HTMLLinkElement>();

/** Remembers style sheets that did not arrive: the bundler's own loader never asks for one twice. */
export function noteLostStyles(page: Window): void {
  page.addEventListener("error", ({ target }) => void (target instanceof HTMLLinkElement && lost.add(target)), true);
}

export function fetchStylesAgain(): void {
  for (const link of lost) link.replaceWith(link.cloneNode());
  lost.clear();
}

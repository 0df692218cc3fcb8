/**
 * Colours of the style sheet as they are drawn now, for canvases and files: neither knows custom properties nor
 * light-dark().
 */
export function coloursOf<K extends string>(names: readonly K[]): { readonly [name in K]: string } {
  const probe = document.createElement("span");
  document.body.append(probe);
  const read = (name: K): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const found = Object.fromEntries(names.map((name) => [name, read(name)])) as { [name in K]: string };
  probe.remove();
  return found;
}

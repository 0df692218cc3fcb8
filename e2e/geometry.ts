import type { Page } from "@playwright/test";

/** What is wrong with some text on the page. */
export interface Unreadable {
  readonly kind: "cut" | "covered" | "overprinted" | "outgrows its box" | "beyond the page";
  readonly text: string;
  readonly by: string;
}

/** What a visitor could not read, and how much was looked at: a check of nothing must not pass. */
export interface Readability {
  readonly texts: number;
  readonly unreadable: readonly Unreadable[];
}

/**
 * Looks at every visible text of the page, or of the dialog that is open: whether something that cannot be scrolled cuts it,
 * something painted lies on it, another text is printed over it, or it is wider than the box it is drawn in.
 *
 * What stands out of sight is scrolled to first, as a visitor would. Text that is shortened on purpose must be told whole by a
 * `title`.
 */
export async function readability(page: Page, within = "body"): Promise<Readability> {
  return page.evaluate(lookAtTexts, within);
}

/** Each in a line, as it is told when a test fails. */
export function told({ unreadable }: Readability): readonly string[] {
  return [...new Set(unreadable.map(({ kind, text, by }) => `${kind}: "${text}"${by === "" ? "" : ` by ${by}`}`))];
}

/** Runs in the page, and so stands alone. */
function lookAtTexts(within: string): Readability {
  interface Text {
    readonly element: Element;
    readonly words: string;
    readonly rects: () => readonly DOMRect[];
  }
  const found: Unreadable[] = [];
  // What lies over the page closes before one reads on below it.
  const layers = [...document.querySelectorAll("dialog:modal, :popover-open")];
  const root = layers.at(-1) ?? document.querySelector(within) ?? document.body;
  // What lets the pointer through is seen all the same.
  const sheet = document.createElement("style");
  sheet.textContent = "* { pointer-events: auto !important; scroll-behavior: auto !important; }";
  document.head.append(sheet);

  const nameOf = (element: Element): string => {
    const { classList } = element;
    const own = [...classList].map((name) => name.replace(/^_|_[\w-]{5,}$/g, "")).join(".");
    return `${element.tagName.toLowerCase()}${own === "" ? "" : `.${own}`}`;
  };
  const hiddenFromEyes = (element: Element): boolean => {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const { clipPath, opacity } = getComputedStyle(at);
      if (clipPath.startsWith("inset(50%") || Number(opacity) < 0.05) return true;
      if (at === root) return false;
    }
    return false;
  };
  const visible = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && !hiddenFromEyes(element);
  /** Without the leading above and below the letters. */
  const letters = ({ x, y, width, height }: DOMRect): DOMRect =>
    new DOMRect(x, y + 0.22 * height, width, 0.56 * height);

  const texts: Text[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const words = node.textContent?.replaceAll(/\s+/g, " ").trim() ?? "";
    if (element === null || words === "" || /^(STYLE|SCRIPT|OPTION|TITLE|NOSCRIPT)$/i.test(element.tagName)) continue;
    if (!visible(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    texts.push({
      element,
      words,
      rects: () => [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1).map(letters),
    });
  }

  const clips = (overflow: string): boolean => overflow === "hidden" || overflow === "clip";
  const scrolls = (overflow: string): boolean => overflow === "auto" || overflow === "scroll";
  /** Whose box the text is held in, and where that ends. */
  const holders = (
    element: Element,
  ): readonly { readonly holder: Element; readonly x: string; readonly y: string }[] => {
    const all = [];
    for (let at: Element | null = element; at !== null && at !== document.body; at = at.parentElement) {
      const { overflowX: x, overflowY: y, position } = getComputedStyle(at);
      const svg = at instanceof SVGElement && !(at instanceof SVGSVGElement);
      if (!svg && (x !== "visible" || y !== "visible")) all.push({ holder: at, x, y });
      if (position === "fixed" || at === root) break;
    }
    return all;
  };
  const shortened = (element: Element): boolean => {
    for (let at: Element | null = element; at !== null && at !== root; at = at.parentElement) {
      if (getComputedStyle(at).textOverflow === "ellipsis") {
        return at.closest("[title]") !== null || at.querySelector("[title]") !== null;
      }
    }
    return false;
  };
  const report = (kind: Unreadable["kind"], text: string, by = ""): void =>
    void found.push({ kind, text: text.slice(0, 60), by });

  /** Brings a text to where it can be seen, if scrolling can. */
  const reach = (element: Element, rects: () => readonly DOMRect[]): void => {
    const inSight = rects().every((rect) => {
      if (rect.top < 130 || rect.bottom > innerHeight - 140 || rect.left < 0 || rect.right > innerWidth) return false;
      return holders(element).every(({ holder, x, y }) => {
        const box = holder.getBoundingClientRect();
        return (
          (!scrolls(x) || (rect.left >= box.left && rect.right <= box.right)) &&
          (!scrolls(y) || (rect.top >= box.top && rect.bottom <= box.bottom))
        );
      });
    });
    if (inSight) return;
    element.scrollIntoView({ block: "center", inline: "center" });
    // A visitor cannot scroll what only hides.
    for (const { holder, x, y } of holders(element)) {
      if (clips(x)) holder.scrollLeft = 0;
      if (clips(y)) holder.scrollTop = 0;
    }
  };

  const cut = ({ element, words, rects }: Text): boolean => {
    for (const rect of rects()) {
      for (const { holder, x, y } of holders(element)) {
        const box = holder.getBoundingClientRect();
        const across = clips(x) && (rect.left < box.left - 1 || rect.right > box.right + 1);
        const down = clips(y) && (rect.top < box.top - 1 || rect.bottom > box.bottom + 1);
        if ((across || down) && !(across && shortened(element))) {
          report("cut", words, nameOf(holder));
          return true;
        }
      }
      const scrolled = holders(element).some(({ x, y }) => scrolls(x) || scrolls(y));
      if (!scrolled && (rect.left < -1 || rect.right > innerWidth + 1)) {
        report("beyond the page", words);
        return true;
      }
    }
    return false;
  };

  const alpha = (colour: string): number => {
    if (colour === "transparent" || colour === "none") return 0;
    const parts = /[,/]\s*([\d.]+)\s*\)$/.exec(colour);
    return (colour.startsWith("rgba") || colour.includes("/")) && parts !== null ? Number(parts[1]) : 1;
  };
  const clear = new Map<Element, boolean>();
  const seeThrough = (element: Element): boolean => {
    const known = clear.get(element) ?? isClear(element);
    clear.set(element, known);
    return known;
  };
  const isClear = (element: Element): boolean => {
    const style = getComputedStyle(element);
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      if (Number(getComputedStyle(at).opacity) < 0.1) return true;
    }
    if (element instanceof SVGElement) {
      if (element instanceof SVGSVGElement) return true;
      return alpha(style.fill) * Number(style.fillOpacity) < 0.3 || /^(text|tspan)$/i.test(element.tagName);
    }
    if (/^(IMG|CANVAS|VIDEO)$/.test(element.tagName)) return false;
    return alpha(style.backgroundColor) < 0.3 && style.backgroundImage === "none";
  };
  const covered = ({ element, words, rects }: Text): void => {
    for (const rect of rects()) {
      for (const share of [0.02, 0.25, 0.5, 0.75, 0.98]) {
        const [x, y] = [rect.left + share * rect.width, rect.top + rect.height / 2];
        if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) continue;
        const inside = holders(element).every(({ holder }) => {
          const box = holder.getBoundingClientRect();
          return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
        });
        if (!inside) continue;
        for (const hit of document.elementsFromPoint(x, y)) {
          if (hit === element || element.contains(hit) || hit.contains(element)) break;
          if (seeThrough(hit)) continue;
          report("covered", words, nameOf(hit));
          return;
        }
      }
    }
  };

  /** A drawn text stands in the smallest drawn box round its middle. */
  const outgrows = ({ element, words, rects }: Text): void => {
    const svg = element instanceof SVGElement ? element.ownerSVGElement : null;
    const [rect] = rects();
    if (svg === null || rect === undefined) return;
    const [x, y] = [rect.left + rect.width / 2, rect.top + rect.height / 2];
    const boxes = [...svg.querySelectorAll("rect[stroke]")]
      .filter((box) => box.closest("defs, clipPath") === null)
      .map((box) => box.getBoundingClientRect())
      .filter((box) => x > box.left && x < box.right && y > box.top && y < box.bottom)
      .sort((a, b) => a.width - b.width);
    const [box] = boxes;
    if (box !== undefined && (rect.left < box.left + 1 || rect.right > box.right - 1))
      report("outgrows its box", words);
  };

  /** Text that follows the page, or stays where it is, lies over the rest by design and has a ground of its own. */
  const layerOf = (element: Element): Element => {
    for (let at: Element | null = element; at !== null && at !== root; at = at.parentElement) {
      if (["sticky", "fixed"].includes(getComputedStyle(at).position)) return at;
    }
    return root;
  };
  const overprinted = (): void => {
    const shown = texts.flatMap((text) => {
      const layer = layerOf(text.element);
      return text.rects().flatMap((rect) => {
        let [left, top, right, bottom] = [rect.left, rect.top, rect.right, rect.bottom];
        for (const { holder, x, y } of holders(text.element)) {
          const box = holder.getBoundingClientRect();
          if (x !== "visible") [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
          if (y !== "visible") [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
        }
        return right - left > 1 && bottom - top > 1 ? [{ text, layer, left, top, right, bottom }] : [];
      });
    });
    shown.sort((a, b) => a.top - b.top);
    for (const [index, one] of shown.entries()) {
      for (const other of shown.slice(index + 1)) {
        if (other.top > one.bottom) break;
        if (one.text === other.text || one.layer !== other.layer) continue;
        const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        if (across > 2 && down > 2) report("overprinted", one.text.words, `"${other.text.words.slice(0, 40)}"`);
      }
    }
  };

  /** The chosen line of a list must be whole where it stands. */
  const pen = document.createElement("canvas").getContext("2d");
  const choices = [...root.querySelectorAll("select")].filter(visible);
  for (const select of choices) {
    const chosen = select.selectedOptions[0]?.textContent?.trim() ?? "";
    const { font, paddingLeft, paddingRight } = getComputedStyle(select);
    if (pen === null) continue;
    pen.font = font;
    const room = select.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    if (pen.measureText(chosen).width > room + 1) report("cut", chosen, nameOf(select));
  }

  const scroller = document.scrollingElement;
  const beyond = (scroller?.scrollWidth ?? 0) - (scroller?.clientWidth ?? 0);
  if (beyond > 0) report("beyond the page", `the page is ${beyond} px wider than the window`);
  overprinted();
  for (const text of texts) {
    reach(text.element, text.rects);
    if (!cut(text)) covered(text);
    outgrows(text);
  }
  sheet.remove();
  for (const element of [document.scrollingElement, ...document.querySelectorAll("main, aside")])
    element?.scrollTo(0, 0);
  return { texts: texts.length + choices.length, unreadable: found };
}

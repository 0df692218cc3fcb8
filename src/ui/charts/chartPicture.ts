import { strings } from "../strings";

/** What stands below a picture, so that it can be made again. */
export interface PictureCaption {
  readonly title: string;
  readonly link: string;
  readonly seed: number;
}

const MARGIN = 16;
const TITLE_HEIGHT = 28;
const LINE = 16;
/** Characters of a link in a line of small print. */
const PER_LINE = 110;
const INHERITED = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-opacity",
  "fill-opacity",
  "stroke-linejoin",
  "paint-order",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
] as const;

/**
 * A part of the page as an SVG that stands alone: drawings with the style that they have here, canvases as images, words
 * where they are; below it link and seed.
 */
export function chartPicture(area: HTMLElement, { title, link, seed }: PictureCaption): string {
  const box = area.getBoundingClientRect();
  const style = getComputedStyle(document.body);
  const small = [`${strings.brand}, seed ${seed}`, ...(link.match(new RegExp(`.{1,${PER_LINE}}`, "g")) ?? [])];
  const width = Math.max(box.width + 2 * MARGIN, 760);
  const height = box.height + 2 * MARGIN + TITLE_HEIGHT + LINE * (small.length + 1);
  const font = `font-family="${escaped(style.fontFamily)}" fill="${style.color}"`;
  const footTop = MARGIN + TITLE_HEIGHT + box.height + LINE;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="100%" height="100%" fill="${surfaceOf(area)}"/>`,
    `<text x="${MARGIN}" y="${MARGIN + 14}" ${font} font-size="16" font-weight="600">${escaped(title)}</text>`,
    `<g transform="translate(${MARGIN - box.left} ${MARGIN + TITLE_HEIGHT - box.top})">`,
    ...partsOf(area),
    "</g>",
    ...small.map((text, index) => {
      const y = footTop + LINE * index;
      return `<text x="${MARGIN}" y="${y}" ${font} font-size="11">${escaped(text)}</text>`;
    }),
    "</svg>",
  ].join("\n");
}

/** @throws Error where the browser cannot draw its own picture. */
export async function pictureAsPng(svg: string): Promise<Blob> {
  const image = await drawn(svg);
  const canvas = document.createElement("canvas");
  // Twice, so that it stays sharp on dense screens and in print.
  canvas.width = image.naturalWidth * 2;
  canvas.height = image.naturalHeight * 2;
  const pen = canvas.getContext("2d");
  pen?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob === null) throw new Error(`picture: the browser drew no PNG of ${canvas.width} × ${canvas.height} pixels`);
  return blob;
}

/** The picture as an image: sites that embed the page may allow one kind of address and not the other. */
async function drawn(svg: string): Promise<HTMLImageElement> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    for (const url of [address, `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`]) {
      const image = new Image();
      image.src = url;
      const done = await image.decode().then(
        () => true,
        () => false,
      );
      if (done) return image;
    }
  } finally {
    URL.revokeObjectURL(address);
  }
  throw new Error(strings.charts.noPng);
}

function partsOf(element: Element): readonly string[] {
  const shown = getComputedStyle(element);
  if (shown.display === "none" || shown.visibility === "hidden" || element.classList.contains("sr")) return [];
  const { left, top, width, height } = element.getBoundingClientRect();
  if (element instanceof SVGSVGElement) {
    const body = [...element.children].map(styled).join("");
    return [`<svg x="${left}" y="${top}" width="${width}" height="${height}" overflow="visible">${body}</svg>`];
  }
  if (element instanceof HTMLCanvasElement) {
    if (element.width === 0 || element.height === 0) return [];
    const data = element.toDataURL();
    return [
      `<image x="${left}" y="${top}" width="${width}" height="${height}" preserveAspectRatio="none" href="${data}"/>`,
    ];
  }
  return [...element.childNodes].flatMap((node) => {
    if (node instanceof Element) return partsOf(node);
    return node instanceof Text ? wordsOf(node, shown) : [];
  });
}

function wordsOf(node: Text, { color, fontSize, fontWeight, fontFamily }: CSSStyleDeclaration): readonly string[] {
  const words = node.data.trim();
  if (words === "") return [];
  const range = document.createRange();
  range.selectNodeContents(node);
  const { left, bottom } = range.getBoundingClientRect();
  const y = bottom - 0.25 * Number.parseFloat(fontSize);
  const font = `font-size="${fontSize}" font-weight="${fontWeight}" font-family="${escaped(fontFamily)}"`;
  return [`<text x="${left}" y="${y}" fill="${color}" ${font}>${escaped(words)}</text>`];
}

/** A drawn element with its computed style written out: custom properties do not leave the page. */
function styled(element: Element): string {
  const style = getComputedStyle(element);
  if (style.display === "none") return "";
  const copy = element.cloneNode(false);
  if (!(copy instanceof Element)) return "";
  copy.removeAttribute("class");
  copy.setAttribute("style", INHERITED.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"));
  const inside = [...element.childNodes]
    .map((node) => (node instanceof Element ? styled(node) : escaped(node.textContent ?? "")))
    .join("");
  const [open = "", close = ""] = new XMLSerializer()
    .serializeToString(copy)
    .replace(/\/>$/, `></${copy.tagName}>`)
    .split(/(?=<\/[^>]+>$)/);
  return open + inside + close;
}

function surfaceOf(area: Element): string {
  for (let at: Element | null = area; at !== null; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (!/rgba\(.*, 0\)|transparent/.test(backgroundColor)) return backgroundColor;
  }
  return "white";
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

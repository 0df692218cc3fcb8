import { agreementRamp } from "../common/agreementRamp";
import { coloursOf } from "../common/colourOf";
import { strings } from "../words/strings";

/** What stands below a picture, so that it can be made again. */
export interface PictureCaption {
  readonly title: string;
  readonly link: string;
  readonly seed: number;
  /** Whose colours are which. */
  readonly arms?: readonly { readonly letter: string; readonly title: string; readonly colour: string }[];
  /** Explains the map's colours and its hatch. */
  readonly scale?: boolean;
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
export function chartPicture(
  area: HTMLElement,
  { title, link, seed, arms = [], scale = false }: PictureCaption,
): string {
  const box = extentOf(area);
  const style = getComputedStyle(document.body);
  const small = [`${strings.brand}, seed ${seed}`, ...(link.match(new RegExp(`.{1,${PER_LINE}}`, "g")) ?? [])];
  const width = Math.max(box.width + 2 * MARGIN, 760);
  const legendLines = (arms.length > 0 ? 1 : 0) + (scale ? 1 : 0);
  const height = box.height + 2 * MARGIN + TITLE_HEIGHT + LEGEND_LINE * legendLines + LINE * (small.length + 1);
  const font = `font-family="${escaped(style.fontFamily)}" fill="${style.color}"`;
  const legendTop = MARGIN + TITLE_HEIGHT + box.height + LINE;
  const footTop = legendTop + LEGEND_LINE * legendLines + LINE / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<defs>${hatchPattern()}</defs>`,
    `<rect width="100%" height="100%" fill="${surfaceOf(area)}"/>`,
    `<text x="${MARGIN}" y="${MARGIN + 14}" ${font} font-size="16" font-weight="600">${escaped(title)}</text>`,
    `<g transform="translate(${MARGIN - box.left} ${MARGIN + TITLE_HEIGHT - box.top})">`,
    ...partsOf(area),
    "</g>",
    ...(arms.length > 0 ? [armLegend(arms, legendTop, font)] : []),
    ...(scale ? [scaleLegend(legendTop + (arms.length > 0 ? LEGEND_LINE : 0), font, surfaceOf(area))] : []),
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
  // The page hatches by a background, which no drawing has.
  const hatch = element.classList.contains("noPath")
    ? [`<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="url(#hatch)"/>`]
    : [];
  return hatch.concat(
    [...element.childNodes].flatMap((node) => {
      if (node instanceof Element) return partsOf(node);
      return node instanceof Text ? wordsOf(node, shown) : [];
    }),
  );
}

const LEGEND_LINE = 22;

/** The box of an area and of everything in it, also of what scrolls out of its sight. */
function extentOf(area: Element): {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
} {
  const own = area.getBoundingClientRect();
  const boxes = [...area.querySelectorAll("*")]
    .filter((element) => !element.closest(".sr"))
    .map((one) => one.getBoundingClientRect());
  const right = Math.max(own.right, ...boxes.map((box) => box.right));
  const bottom = Math.max(own.bottom, ...boxes.map((box) => box.bottom));
  return { left: own.left, top: own.top, width: right - own.left, height: bottom - own.top };
}

function hatchPattern(): string {
  const colours = coloursOf(["--hatch", "--sunken"]);
  const line = `<path d="M0 0V6" stroke="${colours["--hatch"]}" stroke-width="2.6"/>`;
  return `<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="${colours["--sunken"]}"/>${line}</pattern>`;
}

function armLegend(arms: NonNullable<PictureCaption["arms"]>, y: number, font: string): string {
  let x = MARGIN;
  return arms
    .map(({ letter, title, colour }) => {
      const words = `${letter} ${title}`;
      const at = x;
      x += 40 + 8 * words.length;
      const swatch = `<rect x="${at}" y="${y + 4}" width="14" height="10" fill="${colour.trim()}"/>`;
      return `${swatch}<text x="${at + 20}" y="${y + 13}" ${font} font-size="12">${escaped(words)}</text>`;
    })
    .join("");
}

const SCALE_STEPS = 41;
const SCALE_WIDTH = 205;

/** From −1 to 1, as the cells are filled. */
function scaleLegend(y: number, font: string, shade: string): string {
  const { opposed, none, aligned, hatched, marks } = strings.charts.pictureScale;
  const ramp = agreementRamp(shade);
  const left = MARGIN + 8 * opposed.length;
  const step = SCALE_WIDTH / SCALE_STEPS;
  const cells = Array.from({ length: SCALE_STEPS }, (_, index) => {
    const fill = ramp.colorOf(-1 + (2 * index) / (SCALE_STEPS - 1));
    return `<rect x="${left + index * step}" y="${y + 3}" width="${step + 0.5}" height="12" fill="${fill}"/>`;
  });
  const text = (x: number, words: string): string =>
    `<text x="${x}" y="${y + 13}" ${font} font-size="12">${escaped(words)}</text>`;
  const right = left + SCALE_WIDTH + 8;
  const hatchAt = right + 8 * aligned.length + 12;
  return [
    text(MARGIN, opposed),
    ...cells,
    text(right, aligned),
    `<text x="${left + SCALE_WIDTH / 2}" y="${y + 13}" ${font} font-size="12" text-anchor="middle">${escaped(none)}</text>`,
    `<rect x="${hatchAt}" y="${y + 3}" width="24" height="12" fill="url(#hatch)"/>`,
    text(hatchAt + 30, hatched),
    text(hatchAt + 50 + 7 * hatched.length, marks),
  ].join("");
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

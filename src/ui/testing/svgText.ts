/**
 * A drawing as text that a picture test stores and compares: every SVG of an element, one over the other as on the page, a
 * tag per line. Opened in a browser the file shows the picture in the light theme's colours.
 */
export function svgText(area: Element): string {
  const drawings = [...area.querySelectorAll("svg")].filter((svg) => svg.parentElement?.closest("svg") == null);
  const sizes = drawings.map(sizeOf);
  const [width, height] = [Math.max(...sizes.map(([w]) => w)), Math.max(...sizes.map(([, h]) => h))];
  const lines = drawings.flatMap((svg) => tagsOf(svg.outerHTML));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<style>${THEME}</style>`,
    ...lines,
    "</svg>",
    "",
  ].join("\n");
}

/** A drawing that takes the width it gets is as large as it counts itself. */
function sizeOf(svg: Element): readonly [width: number, height: number] {
  const [, , width = 0, height = 0] = (svg.getAttribute("viewBox") ?? "").split(/\s+/).map(Number);
  return [Number(svg.getAttribute("width") ?? width), Number(svg.getAttribute("height") ?? height)];
}

/** What the page's style sheets give to a drawing, as far as a stored picture needs it to be recognised. */
const THEME = [
  "svg{--ink:#1a1d21;--ink-2:#5a6270;--line-strong:#8a8f98;--grid:#eceae5;--surface:#fff;--agree-neg:#762a83;",
  "--agree-pos:#1b7837;--agree-zero:#f7f7f7;--arm-a:#c44e00;--arm-b:#0072b2;font:13px sans-serif}",
  ".axis,.stripe,.track{fill:#eceae5}.agree{fill:#d9e8dd}.agree.apart{fill:#e4d5e8}.gridLine,.plainLine{stroke:#8a8f98}",
  ".armA{--arm:#c44e00}.armB{--arm:#0072b2}.armFill{fill:var(--arm)}.armLine{fill:none;stroke:var(--arm)}",
].join("");

/** Without what changes from one drawing to the next of the same picture: made-up ids, and digits that nobody sees. */
function tagsOf(html: string): readonly string[] {
  return (
    html
      .replaceAll(/ (?:id|clip-path|class|tabindex|name)="[^"]*(?:recharts|css-)[^"]*"/g, "")
      // A style module's names without what makes them unique.
      .replaceAll(/\b_(\w+)_[0-9a-f]{6}\b/g, "$1")
      .replaceAll(/-?\d+\.\d{3,}/g, (digits) => String(Number(Number(digits).toFixed(2))))
      .replaceAll("><", ">\n<")
      .split("\n")
  );
}

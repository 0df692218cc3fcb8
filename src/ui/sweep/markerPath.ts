import type { ArmStyle } from "../common/armStyle";

/** A row's marker as a piece of a path, so that thousands of marks are one element. */
export function markerPath(marker: ArmStyle["marker"], x: number, y: number, size = 4): string {
  const at = `M${x.toFixed(1)} ${y.toFixed(1)}`;
  switch (marker) {
    case "square":
      return `${at}m${-size} ${-size}h${2 * size}v${2 * size}h${-2 * size}z`;
    case "circle":
      return `${at}m${-size} 0a${size} ${size} 0 1 0 ${2 * size} 0a${size} ${size} 0 1 0 ${-2 * size} 0z`;
    case "triangle":
      return `${at}m0 ${-1.25 * size}l${1.25 * size} ${2.25 * size}h${-2.5 * size}z`;
    case "diamond":
      return `${at}m0 ${-1.25 * size}l${1.25 * size} ${1.25 * size}l${-1.25 * size} ${1.25 * size}l${-1.25 * size} ${-1.25 * size}z`;
    default:
      return marker satisfies never;
  }
}

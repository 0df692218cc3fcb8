import type { CSSProperties } from "react";

/** Class and custom property of a fill that shows a cosine: purple, paper, green. */
export function agreementFill(value: number): { readonly className: string; readonly style: CSSProperties } {
  const style = { "--v": Math.min(1, Math.abs(value)).toFixed(3) } as CSSProperties;
  return { className: value < 0 ? "agree apart" : "agree", style };
}

/** Class of text on that fill. */
export function agreementTextClass(value: number): string {
  const size = Math.abs(value);
  if (size < 0.58) return "onLow";
  return size < 0.84 ? "onMiddle" : "onHigh";
}

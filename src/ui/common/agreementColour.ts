import type { CSSProperties } from "react";

/** Class and custom property of a fill that shows a cosine: purple, paper, green. */
export function agreementFill(value: number): { readonly className: string; readonly style: CSSProperties } {
  const style = { "--v": Math.min(1, Math.abs(value)).toFixed(3) } as CSSProperties;
  return { className: value < 0 ? "agree apart" : "agree", style };
}

/** Class of text on that fill. */
export function agreementTextClass(value: number): string {
  const size = Math.abs(value);
  // Where black or white on green, and on purple, changes from one side of 4.5:1 to the other, on paper and in the dark.
  const [middle, high] = value < 0 ? [0.65, 0.725] : [0.6, 0.895];
  if (size < middle) return "onLow";
  return size < high ? "onMiddle" : "onHigh";
}

import type { Field } from "./field";
import { formatNumber } from "./formatNumber";

/**
 * A value as people read it in forms and sentences: `2000` and `50, 75`, where a link has `2e3` and `50.75`. What this writes,
 * {@link typedText} makes link text of again.
 */
export function shownValue(field: Field<unknown>, value: unknown): string {
  const { widget } = field.control;
  if (widget === "number" && typeof value === "number") return shownNumber(value);
  if (widget === "list" && Array.isArray(value)) return value.map((each) => shownNumber(Number(each))).join(", ");
  return field.format(value);
}

/** `1500`, `.05`, `5e-5`: without an exponent as long as that can be read. */
export function shownNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e9) return String(value).replace(/^(-?)0\./, "$1.");
  return formatNumber(value);
}

/**
 * What somebody typed into a form, as a field reads it: `0,1` is a tenth, `1,000` in a field of whole numbers a thousand, and a
 * list may be joined by commas, semicolons or spaces.
 */
export function typedText(field: Field<unknown>, text: string): string {
  const { control } = field;
  const typed = text.trim().replace(/^[\u2212\u2013]/, "-");
  if (control.widget === "list") {
    return typed
      .split(/[\s,;.]+/)
      .filter(Boolean)
      .join(".");
  }
  if (control.widget !== "number") return typed;
  if (control.whole) return typed.replace(/(\d)[,\u00a0\u202f '’](?=\d{3}(?:\D|$))/g, "$1");
  return typed.replace(",", ".");
}

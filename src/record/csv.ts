import Papa from "papaparse";

/**
 * Rows as the CSV of RFC 4180, with a line feed at the end of each. A text that a spreadsheet would take for a formula gets
 * an apostrophe; numbers, negative ones too, stay as they are.
 */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return `${Papa.unparse(rows as (string | number)[][], { newline: "\n", escapeFormulae: true })}\n`;
}

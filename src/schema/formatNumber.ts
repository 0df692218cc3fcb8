/**
 * The shortest text that reads back as the same double, without a leading zero: `.05`, `5e-4`, `-.3`, `1500`.
 *
 * Only the characters of share links are used (digits, `.`, `-`, `e`).
 * @throws RangeError when the number is not finite.
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`formatNumber: ${value} is not finite`);
  if (Object.is(value, -0)) return "0";
  const plain = dropLeadingZero(String(value)).replace("e+", "e");
  const exponent = dropLeadingZero(value.toExponential()).replace("e+", "e");
  return exponent.length < plain.length ? exponent : plain;
}

/**
 * Reads a finite decimal number; accepts what {@link formatNumber} writes and ordinary spellings (`0.05`, `+3`, `1e-3`).
 * @returns undefined when the text is not a finite number (empty text, hexadecimal and `Infinity` included).
 */
export function readNumber(text: string): number | undefined {
  if (text.length > 32 || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function dropLeadingZero(text: string): string {
  return text.replace(/^(-?)0\./, "$1.");
}

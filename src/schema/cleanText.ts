/**
 * Text from outside as it may stand in a message: control, formatting (bidirectional overrides among them) and
 * line-breaking characters, which could make a sentence read as something else, become `�`; cut to a number of characters.
 */
export function cleanText(text: string, limit: number): string {
  // Cut before the search, so that a megabyte costs no more than a word; one UTF-16 unit more shows that it was longer.
  const units = text.slice(0, 2 * limit + 1).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "�");
  const characters = Array.from(units);
  return characters.length > limit ? `${characters.slice(0, limit - 1).join("")}…` : units;
}

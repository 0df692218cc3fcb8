/** Characters that could make a sentence read as something else; the two joiners, which emoji and scripts need, are none. */
const DECEPTIVE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Puts `mark` for each control, formatting (bidirectional overrides among them) and line-breaking character. */
export function replaceDeceptive(text: string, mark: string): string {
  return text.replace(DECEPTIVE, mark);
}

/**
 * Text from outside as it may stand in a message: control, formatting (bidirectional overrides among them) and
 * line-breaking characters, which could make a sentence read as something else, become `�`; cut to a number of characters.
 */
export function cleanText(text: string, limit: number): string {
  // Cut before the search, so that a megabyte costs no more than a word; one UTF-16 unit more shows that it was longer.
  const units = replaceDeceptive(text.slice(0, 2 * limit + 1), "�");
  const characters = Array.from(units);
  return characters.length > limit ? `${characters.slice(0, limit - 1).join("")}…` : units;
}

import { textKey } from "../random/textKey";

/** Fourteen characters that stand for a text: two 32-bit keys, so that thousands of texts do not meet by chance. */
export function idOfText(text: string): string {
  const half = (key: number): string => key.toString(36).padStart(7, "0");
  return `${half(textKey(text))}${half(textKey(`2 ${text}`))}`;
}

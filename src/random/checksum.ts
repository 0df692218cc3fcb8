import { textKey } from "./textKey";

const LENGTH = 4;

/**
 * Four characters that show whether a link was changed or cut off: `textKey` modulo 36⁴ in lower-case base 36.
 *
 * Against accidents, not against intent: one change in 1.7 million goes unseen.
 */
export function checksum(text: string): string {
  return (textKey(text) % 36 ** LENGTH).toString(36).padStart(LENGTH, "0");
}

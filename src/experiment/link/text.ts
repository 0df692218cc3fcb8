import { replaceDeceptive } from "../../schema/cleanText";

/**
 * Free text as link characters: base64 of its UTF-8 bytes with `-` and `~` as the last two symbols, no padding.
 */
export function textToLink(text: string): string {
  const binary = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "~").replaceAll("=", "");
}

/** @returns undefined when the text is not what {@link textToLink} writes, or is not UTF-8. */
export function linkToText(encoded: string): string | undefined {
  try {
    const binary = atob(encoded.replaceAll("-", "+").replaceAll("~", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Removes control, bidirectional-override and line-breaking characters and cuts to a number of characters. */
export function plainText(text: string, limit: number): string {
  return Array.from(replaceDeceptive(text, "")).slice(0, limit).join("");
}

import { derive, extend } from "./mix32";

const encoder = new TextEncoder();

/**
 * The key of a text: `derive` over its UTF-8 bytes.
 *
 * A text folds to one number before it joins a longer path, so ("ab", "c") and ("a", "bc") have different keys.
 */
export function textKey(text: string): number {
  let key = derive();
  // Not derive(...bytes): the engine's limit on arguments would break long texts.
  for (const byte of encoder.encode(text)) key = extend(key, byte);
  return key;
}

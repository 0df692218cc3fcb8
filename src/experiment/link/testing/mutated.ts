import type { Stream } from "../../../random/stream";

const ALPHABET = "abcdefgs0123456789ABCDE&=;,~.-%# \u0000\u202eé😀".split("");

/** A text with one to three places replaced, inserted or taken away. */
export function mutated(source: string, stream: Stream): string {
  let text = source;
  for (let change = 1 + stream.below(3); change > 0; change -= 1) {
    const at = stream.below(text.length + 1);
    const end = at + stream.below(4);
    text = text.slice(0, at) + (stream.below(3) === 0 ? "" : stream.pick(ALPHABET)) + text.slice(end);
  }
  return text;
}

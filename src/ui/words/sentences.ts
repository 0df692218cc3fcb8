import type { Coded } from "../../schema/codedError";

/** A sentence, or a part of one, for every code of a union: the compiler names a code that has none. */
export type Sentences<F extends Coded> = {
  readonly [Code in F["code"]]: (told: Extract<F, { readonly code: Code }>) => string;
};

/** What is said of a fault. */
export function sentenceOf<F extends Coded>(sentences: Sentences<F>, fault: F): string {
  const say: (told: never) => string = sentences[fault.code as F["code"]];
  return say(fault as never);
}

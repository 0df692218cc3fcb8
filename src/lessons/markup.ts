/** What a paragraph of a lesson is made of. */
export type Piece =
  | { readonly kind: "plain" | "strong"; readonly text: string }
  /** A word that explains itself, by its entry in the glossary, and the punctuation behind it. */
  | { readonly kind: "term"; readonly text: string; readonly id: string; readonly mark: string }
  /** Words that set the lab: one of the step's deeds. */
  | { readonly kind: "do"; readonly text: string; readonly id: string };

const PIECES = /\*\*([^*]+)\*\*|\[([^\]]+)\]\((?:term:([\w-]+)\)([.,:;)]*)|do:([\w-]+)\))/g;

/** Reads `**loud**`, `[branches](term:branch)` and `[fork after stage 1](do:early)`; everything else is plain. */
export function piecesOf(paragraph: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  const plain = (to: number): void => {
    if (to > from) pieces.push({ kind: "plain", text: paragraph.slice(from, to) });
  };
  for (const match of paragraph.matchAll(PIECES)) {
    const [whole, strong, text = "", term, mark = "", deed = ""] = match;
    plain(match.index);
    if (strong !== undefined) pieces.push({ kind: "strong", text: strong });
    else if (term !== undefined) pieces.push({ kind: "term", text, id: term, mark });
    else pieces.push({ kind: "do", text, id: deed });
    from = match.index + whole.length;
  }
  plain(paragraph.length);
  return pieces;
}

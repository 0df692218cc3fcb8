/**
 * Finds prose in source text: what a user reads stands in src/ui/words/ or in the catalogue, not in the rooms below.
 * What errors of the language itself say (RangeError and the like) is for developers, who alone meet it.
 */
import ts from "typescript";

/** Three words in a row; shorter texts are names and units. */
const PROSE = /[A-Za-z]{2,} [a-z]{2,} [a-z]+/;

/**
 * @param {string} text of a file
 * @returns {string[]} the texts in it that read as prose
 */
export function proseIn(text) {
  /** @type {string[]} */
  const found = [];
  const source = ts.createSourceFile("x.ts", text, ts.ScriptTarget.Latest, true);
  /** @param {ts.Node} node */
  const look = (node) => {
    if (ts.isNewExpression(node) && /Error$/.test(node.expression.getText())) return;
    const said = textOf(node);
    if (said !== undefined && PROSE.test(said)) found.push(said);
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

/** @param {ts.Node} node */
function textOf(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("");
}

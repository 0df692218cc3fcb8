/** A piece of Python: text as it stands, or something in brackets that may be broken over several lines. */
export type Python = string | { readonly open: string; readonly items: readonly Python[]; readonly close: string };

/** What a value may be that is written as a literal. */
export type Literal = number | string | boolean | null | readonly Literal[] | { readonly [key: string]: Literal };

/** Columns of a line, as in the templates. */
export const WIDTH = 120;
const STEP = 4;

/** A literal. @throws RangeError for a number that Python has no literal for. */
export function literal(value: Literal): Python {
  switch (typeof value) {
    case "number":
      if (!Number.isFinite(value)) throw new RangeError(`${value} has no literal`);
      return String(value);
    case "string":
      return JSON.stringify(value);
    case "boolean":
      return value ? "True" : "False";
    default:
      if (value === null) return "None";
      if (isList(value)) return { open: "[", items: value.map(literal), close: "]" };
      return dictionary(Object.entries(value).map(([key, entry]) => [key, literal(entry)]));
  }
}

const isList = (value: object): value is readonly Literal[] => Array.isArray(value);

/** A dictionary with texts as keys. */
export function dictionary(entries: readonly (readonly [key: string, value: Python])[]): Python {
  return { open: "{", items: entries.map(([key, value]) => prefixed(`${JSON.stringify(key)}: `, value)), close: "}" };
}

/** A call; named arguments that are undefined are left out. */
export function call(
  name: string,
  positional: readonly Python[],
  named: { readonly [name: string]: Python | undefined } = {},
): Python {
  const given = Object.entries(named).flatMap(([key, value]) =>
    value === undefined ? [] : [prefixed(`${key}=`, value)],
  );
  return { open: `${name}(`, items: [...positional, ...given], close: ")" };
}

/** A piece with text right before it. */
export function prefixed(prefix: string, piece: Python): Python {
  return typeof piece === "string" ? prefix + piece : { ...piece, open: prefix + piece.open };
}

/**
 * The text of a piece: on one line where there is room, else an item a line, as the usual formatters write it.
 * @param indent columns that its own lines stand in.
 * @param before columns that are taken before its first line, `indent` included; @param after those behind its last.
 */
export function written(piece: Python, indent = 0, before = indent, after = 0): string {
  const flat = onOneLine(piece);
  if (typeof piece === "string" || before + flat.length + after <= WIDTH) return flat;
  const inner = indent + STEP;
  const lines = piece.items.map((item) => `${" ".repeat(inner)}${written(item, inner, inner, 1)},\n`);
  return `${piece.open}\n${lines.join("")}${" ".repeat(indent)}${piece.close}`;
}

function onOneLine(piece: Python): string {
  return typeof piece === "string" ? piece : `${piece.open}${piece.items.map(onOneLine).join(", ")}${piece.close}`;
}

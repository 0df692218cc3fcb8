import { checksum } from "../../random/checksum";

/** A link as it was found in a text. */
export interface FoundLink {
  /** From the version on, without what stood behind the checksum; not yet checked for anything but that. */
  readonly body: string;
  /** The checksum is there and right. */
  readonly intact: boolean;
  /** What was put right; empty for a link that arrived as it was written. */
  readonly mended: readonly RepairName[];
}

/** What is told of a link that was put right; worded in `ui/words/linkWords.ts`. */
export interface MendedLink {
  readonly repairs: readonly RepairName[];
  /** Its checksum is right now. */
  readonly intact: boolean;
}

export type RepairName =
  | "invisible"
  | "typographic"
  | "percent"
  | "entities"
  | "backslashes"
  | "capital"
  | "breaks"
  | "mailWraps"
  | "mailEncoding"
  | "textBehind";

/** Something that programs do to links, and how it is undone. Links consist of `A-Z a-z 0-9 - . , ; = & ~` alone. */
interface Repair {
  readonly name: RepairName;
  readonly undo: (text: string) => string;
}

const VERSION_STARTS = /v[1-9]\d{0,3}(?=&|$)/gi;
/** So many places are tried at which a link may begin, and as many at which it may end. */
const MAX_TRIES = 12;
const MARKS = "\"'“”‘’«»<>()[]{}*!?:.,;";

const signs: { readonly [name: string]: string } = {
  amp: "&",
  num: "#",
  equals: "=",
  semi: ";",
  comma: ",",
  period: ".",
  lt: "<",
  gt: ">",
  quot: '"',
  nbsp: " ",
};

const invisible: Repair = {
  name: "invisible",
  undo: (text) => text.replace(/[\p{Cf}\ufe0f]/gu, ""),
};

/** @param long what a long dash was before a program joined it */
const typographic = (long: string): Repair => ({
  name: "typographic",
  undo: (text) =>
    text
      .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
      .replace(/[\u2010-\u2013\u2212]/g, "-")
      .replace(/\u2014/g, long)
      .replace(/[\u02dc\u223c\u301c]/g, "~")
      .replace(/\u201a/g, ",")
      .replace(/\u037e/g, ";")
      .replace(/\u2026/g, "..."),
});

/** Twice over, too: what was escaped once may be escaped again on the next way. */
const escapes: Repair = {
  name: "percent",
  undo: (text) => repeated(text, (once) => once.replace(/(?:%[0-9a-f]{2})+/gi, unescaped)),
};

const entities: Repair = {
  name: "entities",
  undo: (text) =>
    repeated(text, (once) =>
      once
        .replace(/&#(\d{2,3});/g, (_, code: string) => String.fromCharCode(Number(code)))
        .replace(/&#x([0-9a-f]{2});/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
        .replace(/&amp(?!;)|&(\w{2,6});/g, (whole, name: string | undefined) => signs[name ?? "amp"] ?? whole),
    ),
};

const backslashes: Repair = { name: "backslashes", undo: (text) => text.replaceAll("\\", "") };

const capital: Repair = { name: "capital", undo: (text) => text.replace(/V(?=[1-9]\d{0,3}(&|$))/g, "v") };

/** With the marks that mail programs put before lines of the mail that is answered. */
const breaks: Repair = {
  name: "breaks",
  undo: (text) => text.replace(/\n[ \t]*(?:[>|] ?)+/g, "").replace(/\s+/g, ""),
};

const softWraps: Repair = { name: "mailWraps", undo: (text) => text.replace(/=[ \t]*\r?\n/g, "") };

const quotedPrintable: Repair = {
  name: "mailEncoding",
  undo: (text) => text.replace(/=([2-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16))),
};

/** Which repairs are made together, in their order; the first that gives a right checksum counts. */
const ways: readonly (readonly Repair[])[] = [
  [],
  ...[[], [softWraps], [softWraps, quotedPrintable]].flatMap((mail) =>
    ["-", "--"].map((dash) => [
      ...mail,
      escapes,
      entities,
      escapes,
      invisible,
      typographic(dash),
      backslashes,
      capital,
      breaks,
    ]),
  ),
];

/**
 * Finds the link in a text: a hash, an address, a message round it. What programs do to links on their way is undone as far
 * as the checksum proves it right; everything behind the four characters of the checksum is cut. A link without a right
 * checksum is read as far as it goes and never called intact. Never throws.
 * @returns undefined when there is nothing that begins as a link does.
 */
export function findLink(text: string): FoundLink | undefined {
  for (const way of ways) {
    const found = intactIn(applied(way, text));
    if (found === undefined) continue;
    const mended = needed(way, text, found.body);
    if (found.left !== "") mended.push("textBehind");
    return { body: found.body, intact: true, mended };
  }
  return unproven(text);
}

function applied(repairs: readonly Repair[], text: string): string {
  return repairs.reduce((before, { undo }) => undo(before), text);
}

/** The repairs without which the same link would not be found. */
function needed(way: readonly Repair[], text: string, body: string): RepairName[] {
  const names = way
    .filter(
      (repair) =>
        intactIn(
          applied(
            way.filter((other) => other !== repair),
            text,
          ),
        )?.body !== body,
    )
    .map(({ name }) => name);
  return [...new Set(names)];
}

/** The first link in a text whose checksum is right, and what stands behind it. */
function intactIn(text: string): { readonly body: string; readonly left: string } | undefined {
  for (const { index } of [...text.matchAll(VERSION_STARTS)].slice(0, MAX_TRIES)) {
    const from = text.slice(index);
    for (const end of [...from.matchAll(/&c=([0-9a-z]{4})/g)].slice(0, MAX_TRIES)) {
      if (end[1] === checksum(from.slice(0, end.index))) {
        const length = end.index + end[0].length;
        return { body: from.slice(0, length), left: from.slice(length).trim() };
      }
    }
  }
  return undefined;
}

/** A link that no checksum vouches for: typed by hand, cut off or changed. Words around it are left out. */
function unproven(text: string): FoundLink | undefined {
  const careful = [escapes, entities, escapes, invisible, typographic("--"), backslashes, capital];
  const clean = applied(careful, text).replace(/\s+/g, " ").trim();
  const start =
    /# ?(v[1-9]\d{0,3}(?![A-Za-z0-9]).*)/.exec(clean) ?? /(?:^|[^A-Za-z0-9])(v[1-9]\d{0,3}(?=&|$).*)/.exec(clean);
  if (start?.[1] === undefined) return undefined;
  // A blank beside a separator was put into the link; behind anything else it ends it.
  const [whole = ""] = start[1].replace(/ ?([&=~]) ?/g, "$1").split(" ");
  const mended = careful.filter(({ undo }) => undo(text) !== text).map(({ name }) => name);
  return { body: withoutMarks(whole), intact: false, mended: [...new Set(mended)] };
}

/** Without the marks of a sentence behind it; a link ends in a letter, a digit, `-`, `~` or `=`. */
function withoutMarks(text: string): string {
  let { length } = text;
  while (length > 0 && MARKS.includes(text.charAt(length - 1))) length -= 1;
  return text.slice(0, length);
}

function unescaped(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    return run.replace(/%([2-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  }
}

function repeated(text: string, undo: (text: string) => string): string {
  let before = text;
  for (let round = 0; round < 3; round += 1) {
    const next = undo(before);
    if (next === before) break;
    before = next;
  }
  return before;
}

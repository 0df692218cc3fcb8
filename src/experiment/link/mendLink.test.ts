import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createStream } from "../../random/stream";
import { drawExperiment } from "../drawExperiment";
import { smallData } from "../presets";
import { validate } from "../validate";
import { formatClaim } from "./claim";
import { decodeWithClaim } from "./decodeWithClaim";
import { drawClaim } from "./drawClaim";
import { encodeLink } from "./encode";
import { findLink } from "./mendLink";
import { whatText } from "../../ui/words/issueWords";
import { mendedText } from "../../ui/words/linkWords";

const link =
  "v1&s=7&totem.size=24&bs=128&ms=-&fl=0&A=plain;l=eA;f=s1b1&B=dhm;f=s1b1~light~.3,s2b1~light;dhm.alpha=.5&c=";
const sent = encodeLink(decodeWithClaim(link).experiment, [], ["nt=SGVsbG8"]);
const address = `https://example.org/lab/#${sent}`;
const wide = (text: string): string =>
  text.replace(/[#&=;,.~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
const wrapped = (text: string, width: number, end: string): string =>
  text.replace(new RegExp(`.{${width}}`, "g"), (line) => line + end);
const quotedPrintable = (text: string): string => wrapped(text.replaceAll("=", "=3D"), 74, "=\r\n");

/** What happens to links: how, what of, and which words tell that it was put right; none for what is no change. */
const MISHAPS: readonly (readonly [string, (text: string) => string, string?])[] = [
  ["nothing", (text) => text],
  ["a message round it", (text) => `Hi,\nlook at this v1 of mine: ${text}\nBest, N.`, "text behind"],
  ["HTML", (text) => text.replaceAll("&", "&amp;"), "HTML codes"],
  ["HTML twice", (text) => text.replaceAll("&", "&amp;amp;"), "HTML codes"],
  ["HTML without semicolons", (text) => text.replaceAll("&", "&amp"), "HTML codes"],
  ["numbered HTML codes", (text) => text.replaceAll("&", "&#38;").replaceAll("=", "&#x3D;"), "HTML codes"],
  ["percent-encoding", (text) => encodeURIComponent(text), "percent-encoding"],
  ["percent-encoding twice", (text) => encodeURIComponent(encodeURIComponent(text)), "percent-encoding"],
  ["HTML, then percent-encoding", (text) => encodeURIComponent(text.replaceAll("&", "&amp;")), "percent-encoding"],
  ["a redirect", (text) => `https://safe.example/?url=${encodeURIComponent(text)}&data=05%7C02`, "percent-encoding"],
  ["a full stop", (text) => `${text}.`, "text behind"],
  ["a comma", (text) => `${text}, and then`, "text behind"],
  ["brackets", (text) => `(${text})`, "text behind"],
  ["angle brackets", (text) => `<${text}>`, "text behind"],
  ["quotation marks", (text) => `“${text}”`, "text behind"],
  ["straight quotation marks", (text) => `"${text}"`, "text behind"],
  ["emphasis", (text) => `**${text}**`, "text behind"],
  ["Markdown", (text) => `see [${text}](${text}) for more`, "text behind"],
  ["named Markdown", (text) => `[DHM beside plain](${text})`, "text behind"],
  ["a chat program's markup", (text) => `<${text}|my run>`, "text behind"],
  ["words after it", (text) => `${text} is what I mean`, "text behind"],
  ["a tracker", (text) => `${text}&utm_source=mail`, "text behind"],
  ["line breaks", (text) => wrapped(text, 40, "\n"), "line breaks"],
  ["Windows' line breaks", (text) => wrapped(text, 40, "\r\n"), "line breaks"],
  ["an answered mail", (text) => `> ${wrapped(text, 40, "\n> ")}`, "line breaks"],
  ["an answer to an answer", (text) => `>> ${wrapped(text, 40, "\n>> ")}`, "line breaks"],
  ["blanks", (text) => text.replaceAll("&", " & "), "spaces"],
  ["e-mail wraps", (text) => wrapped(text, 74, "=\n"), "e-mail line wraps"],
  ["e-mail encoding", quotedPrintable, "e-mail encoding"],
  ["full-width signs", wide, "typographic signs"],
  ["full-width signs, percent-encoded", (text) => encodeURIComponent(wide(text)), "typographic signs"],
  ["dashes", (text) => text.replaceAll("--", "—").replaceAll("-", "–"), "typographic signs"],
  ["soft hyphens", (text) => wrapped(text, 20, "\u00ad"), "invisible"],
  ["zero-width spaces", (text) => wrapped(text, 20, "\u200b"), "invisible"],
  ["escaping backslashes", (text) => text.replace(/[&~=-]/g, "\\$&"), "backslashes"],
  ["a capital", (text) => text.replace(/(^|#)v1/, "$1V1"), "a capital V"],
];

describe("what happens to links on their way", () => {
  test.each(MISHAPS.map(([name, mishap, words]) => ({ name, mishap, words })))("$name", ({ mishap, words }) => {
    const original = decodeWithClaim(sent);
    for (const text of [address, sent]) {
      const { mended, ...read } = decodeWithClaim(mishap(text));
      expect(read).toEqual(original);
      expect(original.claim?.note).toBe("Hello");
      if (words === undefined) expect(mended).toBeUndefined();
      else expect(mended && mendedText(mended)).toContain(words);
    }
  });

  test("only what was needed is told", () => {
    expect(findLink(`50 % &amp; more: ${address}`)?.mended).toEqual([]);
    expect(findLink(address.replaceAll("&", "&amp;"))?.mended).toEqual(["entities"]);
  });

  test("of two links, the first whole one is read", () => {
    const other = encodeLink({ ...smallData, seed: 99 });
    expect(decodeWithClaim(`#${sent.slice(0, -9)} or #${other}`).experiment.seed).toBe(99);
    expect(decodeWithClaim(`#${sent} or #${other}`).experiment.seed).toBe(7);
  });

  test("typed by hand into a sentence, it is read without the words round it", () => {
    const { experiment, issues, intact } = decodeWithClaim("try #v1&s=7 &amp; n=12, it is quick.");
    expect({ intact, seed: experiment.seed, budget: experiment.training.budget }).toEqual({
      intact: false,
      seed: 7,
      budget: 12,
    });
    expect(issues.map(({ what }) => whatText(what))).toEqual([expect.stringContaining("without a checksum")]);
  });
});

describe("whatever happens to a link", () => {
  const seeds = fc.nat({ max: 2 ** 31 - 1 });
  const signs = fc.constantFrom(..."&=;,~.-%#\\ \n>c1A＆—\u202e\u00ad😀", "&amp;", "=3D", "=\n", "%26", "&c=", "#v1&");
  const edits = fc.array(fc.record({ at: fc.nat({ max: 4000 }), cut: fc.nat({ max: 3 }), put: fc.option(signs) }), {
    maxLength: 3,
  });
  const mishaps = fc.array(fc.constantFrom(...MISHAPS), { maxLength: 3 });

  /** A link with results of an experiment that is quickly checked. */
  const sentBy = (seed: number): string => {
    const stream = createStream(seed);
    const experiment = { ...drawExperiment(stream), backbone: smallData.backbone };
    const broken = validate(experiment).some(({ blocking }) => blocking);
    return encodeLink(experiment, [], broken ? [] : formatClaim(drawClaim(experiment, stream)));
  };
  const known = (text: string): unknown => {
    const { experiment, claim } = decodeWithClaim(text);
    return { experiment, claim };
  };

  test("mishaps one upon another give the sender's experiment and results, or a message", () => {
    let same = 0;
    fc.assert(
      fc.property(seeds, mishaps, (seed, several) => {
        const original = sentBy(seed);
        const text = several.reduce((before, [, mishap]) => mishap(before), `https://example.org/#${original}`);
        const read = decodeWithClaim(text);
        if (read.issues.some(({ path }) => path === "link")) return;
        expect(known(text)).toEqual(known(original));
        same += 1;
      }),
      { numRuns: 60, seed: 20_26 },
    );
    expect(same).toBeGreaterThan(40);
  });

  test("edits anywhere on top of a mishap give the sender's experiment and results, or a message", () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(...MISHAPS), edits, (seed, [, mishap], changes) => {
        const original = sentBy(seed);
        const text = changes.reduce(
          (before, { at, cut, put }) => {
            const place = at % (before.length + 1);
            return before.slice(0, place) + (put ?? "") + before.slice(place + cut);
          },
          mishap(`#${original}`),
        );
        const read = decodeWithClaim(text);
        if (read.issues.some(({ path }) => path === "link" || path === "c")) {
          expect(read.intact && read.issues.length === 0).toBe(false);
          return;
        }
        expect(known(text)).toEqual(known(original));
      }),
      { numRuns: 80, seed: 20_27 },
    );
  });

  test("any text at all is read without a throw, and within bounds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const { issues, intact } = decodeWithClaim(text);
        expect(intact).toBe(false);
        expect(issues.length).toBeGreaterThan(0);
      }),
      { numRuns: 300, seed: 1 },
    );
    for (const part of ["\n", " ", "> ", "&c=abcd", "v1&", "%25", "&amp;", "=\n", ".", "#v1&c=", "\\", "＆"]) {
      expect(decodeWithClaim(`#v1&${part.repeat(Math.floor(31_990 / part.length))}`).intact).toBe(false);
    }
  });
});

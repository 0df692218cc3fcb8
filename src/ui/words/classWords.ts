import type { Check, Compared } from "../../classroom/checks";
import type { LineFault } from "../../classroom/readHandIns";
import { ARM_LETTERS } from "../../experiment/experiment";
import { count, decimal } from "./format";
import { linkIssueText } from "./issueWords";
import { unusableText } from "./linkWords";
import { plural } from "./plural";
import { faultText } from "./reasonWords";
import { sentenceOf, type Sentences } from "./sentences";

/** What is said of the results that a class hands in. */
export const classWords = {
  title: "A class's results",
  what: "Paste what was handed in, a line each: a name, then a link with results in it (Share makes it). Nothing in a link counts until it was run again here. All of it stays in this browser.",
  paste: "Names and links, a line each",
  example: "Ada Lovelace, https://…#v1&…",
  add: "Add to the table",
  file: "Open a file",
  drop: "Or drop a file of such lines anywhere here",
  verifyAll: (left: number) => (left === 0 ? "Verify again" : `Verify ${left}`),
  verifyOne: (who: string) => `Verify ${who}`,
  verify: "Verify",
  stop: "Stop",
  csv: "Download CSV",
  clear: "Empty the table",
  empty: "Nothing was handed in yet.",
  table: "Results that were handed in",
  who: "Who",
  nobody: (line: number) => `Line ${line}`,
  unnamed: "no name",
  main: (letter: string) => `${letter} main`,
  state: "State",
  open: "Open",
  openOf: (who: string) => `Open ${who} in the lab`,
  remove: (who: string) => `Remove ${who}`,
  same: "Settings that do not differ are not shown.",
  tally: (all: number, reproduced: number, differing: number) =>
    `${count(all)} ${plural(all, "result", "results")}: ${reproduced} verified, ${differing} ${plural(differing, "differs", "differ")}, ${all - reproduced - differing} claimed.`,
  claimed: "claimed",
  waits: "waits",
  running: (step: string, budget: string) => `step ${step} of ${budget}`,
  refused: (lines: number) => `${count(lines)} ${plural(lines, "line was", "lines were")} left out:`,
  refusedLine: (source: string, line: number, why: string) => `${source}line ${line}: ${why}`,
  fileUnread: (name: string) => `${name} could not be read.`,
  kept: "Kept in this browser until the table is emptied.",
} as const;

const faults: Sentences<LineFault> = {
  noLinkInLine: () => "there is no Forklab link in it; a link has v1& in it and ends in c= and four characters",
  changedLink: () => "the link was changed or cut off: its checksum is missing or wrong; ask for it anew",
  noResults: () => "the link has settings but no results; Share includes them once the run has finished",
  notWhole: ({ issue, experiment }) => `the link cannot be used as it stands: ${linkIssueText(issue, experiment)}`,
  handedInBefore: ({ line }) => `the same as line ${line}`,
  tooManyLines: ({ most }) => `from here on nothing was read; at most ${count(most)} results are taken at once`,
  linkTooLong: linkIs,
  newerLink: linkIs,
  tooManySettings: linkIs,
};

function linkIs(fault: Parameters<typeof unusableText>[0]): string {
  return `the link ${unusableText(fault)}`;
}

/** Why a line was left out; goes on behind its number. */
export const lineFaultText = (fault: LineFault): string => sentenceOf(faults, fault);

/** What a replay came to, short. */
export function checkText(check: Check): string {
  switch (check.kind) {
    case "reproduced":
      return reproducedText(check);
    case "differs":
      return check.everyCurve === false
        ? "differs: not every curve is equal to the last digit"
        : `differs by ${decimal(check.gap, 4)} (arm ${ARM_LETTERS[check.where.arm] ?? "?"}, ${check.where.branch}, step ${check.where.step})`;
    case "ended":
      return `not comparable: the run ended as ${check.phase} at step ${check.step}`;
    case "failed":
      return `not run: ${faultText(check.fault)}`;
    default:
      return check satisfies never;
  }
}

function reproducedText({ everyCurve, exact, gap }: Compared): string {
  if (everyCurve === true) return "verified: every curve is equal to the last digit";
  return exact ? "verified, to the link's digits" : `verified within ${decimal(gap, 4)}`;
}

import type { SweepFault } from "../../store/runQueue";
import type { SweepRefusal } from "../../store/sweepState";
import type { LineFault, Measured, ResultsRefusal } from "../../sweep/readResults";
import { faultText } from "./reasonWords";
import { sentenceOf, type Sentences } from "./sentences";

type OwnFault = Extract<SweepFault, { readonly code: keyof typeof own }>;

/** What goes wrong with a sweep, besides its runs. */
const own = {
  otherTab: () => "another tab trains a sweep; pause it there, or close that tab",
  tabsUnknown: ({ why }) =>
    `whether another tab trains a sweep is not known (${faultText(why)}); reload the page and try again`,
  cellNotKept: ({ why }) => `the running cell is not kept (${faultText(why)}); a reload would lose it`,
  resultsNotKept: ({ why }) => `results are not kept in this browser (${faultText(why)}); download them`,
  resultsUnread: ({ why }) => `earlier results could not be read (${faultText(why)})`,
} satisfies Partial<Sentences<SweepFault>>;

/** Why a line was left out. */
const lines: Sentences<LineFault> = {
  noResult: () => "not a result of this version",
  otherSweep: ({ want, got }) => `of another sweep: expected ${want}, got ${got}`,
  unknownCell: ({ cell }) => `of a cell that this sweep does not have: ${cell}`,
  otherVersion: ({ cell, want, got }) => `cell ${cell}: of another version: expected ${want}, got ${got}`,
  otherSeed: ({ cell, want, got }) => `cell ${cell}: seed: expected ${want}, got ${got}`,
  otherPlacement: ({ cell, want, got }) => `cell ${cell}: placement: expected ${sites(want)}, got ${sites(got)}`,
  otherExperiment: ({ cell }) => `cell ${cell}: its link is of another experiment`,
  tooManySteps: ({ cell, most, got }) => `cell ${cell}: steps: expected at most ${most}, got ${got}`,
  notFinite: ({ cell, what, got }) => `cell ${cell}: ${measured(what)}: expected a finite number, got ${got}`,
  outOfRange: ({ cell, what, low, high, got }) =>
    `cell ${cell}: ${measured(what)}: expected a number from ${low} to ${high}, got ${got}`,
};

const files: Sentences<ResultsRefusal> = {
  fileTooLong: () => "the file is longer than 200 MB",
  lines: ({ count, why }) => `${count} × ${sentenceOf(lines, why)}`,
};

const refusals: Sentences<SweepRefusal> = {
  ofFile: ({ file, why }) => (file === undefined ? resultsText(why) : `${file}: ${resultsText(why)}`),
  ofNoSweep: ({ file }) =>
    `${file} does not say of which sweep its results are; choose what is swept, or open the sweep's link, and import it again`,
  fileUnread: ({ file, why }) => `${file} could not be read (${faultText(why)})`,
};

/** What is said of a sweep that cannot go on as it should. */
export function sweepFaultText(fault: SweepFault): string {
  return isOwn(fault) ? sentenceOf(own, fault) : faultText(fault);
}

/** What was left out of a file of results, and why. */
export function resultsText(refusal: ResultsRefusal): string {
  return sentenceOf(files, refusal);
}

/** What was left out of an import. */
export function refusalText(refusal: SweepRefusal): string {
  return sentenceOf(refusals, refusal);
}

function isOwn(fault: SweepFault): fault is OwnFault {
  return Object.hasOwn(own, fault.code);
}

function measured(what: Measured): string {
  switch (what) {
    case "agreement":
      return "agreement";
    case "earlyAgreement":
      return "early agreement";
    case "curve":
      return "accuracy while training";
    default:
      return what.metric;
  }
}

const sites = (placement: readonly string[]): string => placement.join("+") || "none";

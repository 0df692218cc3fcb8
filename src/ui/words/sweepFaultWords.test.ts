import { expect, it } from "vitest";
import type { Reason } from "../../protocol/event";
import type { SweepFault } from "../../store/runQueue";
import type { LineFault } from "../../sweep/readResults";
import { refusalText, sweepFaultText } from "./sweepFaultWords";

const why: Reason = { code: "told", text: "it is gone" };
const cell = "c1";

it.each<readonly [SweepFault, string]>([
  [{ code: "otherTab" }, "another tab trains a sweep; pause it there, or close that tab"],
  [
    { code: "tabsUnknown", why },
    "whether another tab trains a sweep is not known (it is gone); reload the page and try again",
  ],
  [{ code: "cellNotKept", why }, "the running cell is not kept (it is gone); a reload would lose it"],
  [{ code: "resultsNotKept", why }, "results are not kept in this browser (it is gone); download them"],
  [{ code: "resultsUnread", why }, "earlier results could not be read (it is gone)"],
  [{ code: "deviceDisposed" }, "the graphics device was disposed"],
])("says what keeps a sweep from going on: %j", (fault, text) => {
  expect(sweepFaultText(fault)).toBe(text);
});

it.each<readonly [LineFault, string]>([
  [{ code: "noResult" }, "not a result of this version"],
  [{ code: "otherSweep", want: "a", got: "b" }, "of another sweep: expected a, got b"],
  [{ code: "unknownCell", cell }, "of a cell that this sweep does not have: c1"],
  [{ code: "otherVersion", cell, want: "1", got: "0" }, "cell c1: of another version: expected 1, got 0"],
  [{ code: "otherSeed", cell, want: 1, got: 10 }, "cell c1: seed: expected 1, got 10"],
  [
    { code: "otherPlacement", cell, want: [], got: ["s1b1", "s2b1"] },
    "cell c1: placement: expected none, got s1b1+s2b1",
  ],
  [{ code: "otherExperiment", cell }, "cell c1: its link is of another experiment"],
  [{ code: "tooManySteps", cell, most: 40, got: 41 }, "cell c1: steps: expected at most 40, got 41"],
  [
    { code: "notFinite", cell, what: { metric: "nll" }, got: Infinity },
    "cell c1: nll: expected a finite number, got Infinity",
  ],
  [
    { code: "outOfRange", cell, what: "earlyAgreement", low: -1, high: 1, got: 3 },
    "cell c1: early agreement: expected a number from -1 to 1, got 3",
  ],
  [
    { code: "outOfRange", cell, what: "curve", low: 0, high: 1, got: 7 },
    "cell c1: accuracy while training: expected a number from 0 to 1, got 7",
  ],
])("says why lines of a file were left out: %j", (fault, text) => {
  expect(refusalText({ code: "ofFile", why: { code: "lines", count: 2, why: fault } })).toBe(`2 × ${text}`);
});

it("names the file where there are several", () => {
  expect(refusalText({ code: "ofFile", file: "a.jsonl", why: { code: "fileTooLong" } })).toBe(
    "a.jsonl: the file is longer than 200 MB",
  );
  expect(refusalText({ code: "fileUnread", file: "a.jsonl", why })).toBe("a.jsonl could not be read (it is gone)");
  expect(refusalText({ code: "ofNoSweep", file: "old.jsonl" })).toBe(
    "old.jsonl does not say of which sweep its results are; choose what is swept, or open the sweep's link, and import it again",
  );
});

import { describe, expect, it } from "vitest";
import { decodeLink } from "../../experiment/link/decode";
import { mendOf } from "../../experiment/mend";
import { issueText, linkIssueText, mendText } from "./issueWords";

describe("what cannot be used is said in the words of the screen", () => {
  it.each([
    ["v1&bs=abc", 'Batch size: expected a whole number from 2 to 1024, got "abc"; using 64'],
    ["v1&n=0", 'Budget: expected a whole number from 1 to 1000000, got "0"; using 920'],
    ["v1&s=-1", 'Seed: expected a whole number from 0 to 2147483647, got "-1"; using 42'],
    ["v1&resnet.width=0", 'Width: expected a whole number from 1 to 256, got "0"; using 16'],
    ["v1&lr=1", '“lr”: expected a setting that this version knows, got "1"'],
    ["v1&A=dsn;f=s1b1;x=1", 'Arm A, “x”: expected a setting that this version knows, got "1"'],
    ["v1&A=dsn;f=s1b1;dsn.alpha=-9", /^Arm A, /],
    ["v1&A=dhm;f=s1b1;dhm.alpha=-9", /^Arm A, [A-Z][^“”]*: expected a number/],
    ["v1&A=dsn;f=s9b9", "Arm A, fork in stage 9 after block 9: there is no stage 9; the network ends with stage 3"],
    [
      "v1&A=dsn;f=s1b1&B=cds;f=s1b1~gap",
      /^Arm B, fork after stage 1: expected a projection head, .* got "GAP \+ linear"$/,
    ],
    ["v1&totem.size=8&sh=8", "Shift: expected at most 7 for images of 8 px, got 8"],
    ["#v2", /^The link was made with a newer version/],
  ])("%s", (link, told) => {
    const { experiment, issues } = decodeLink(link);
    const own = issues.filter(({ what }) => what.code !== "noChecksum");
    const texts = own.map((issue) => linkIssueText(issue, experiment));
    expect(texts).toHaveLength(1);
    if (typeof told === "string") expect(texts[0]).toBe(told);
    else expect(texts[0]).toMatch(told);
  });

  it("names no path of the program, whatever is wrong", () => {
    for (const link of [
      "v1&A=xxx",
      "v1&A=dsn;f=s1b1~foo",
      "v1&A=dsn;f=zz",
      "v1&A=dsn;l=%zz",
      "v1&d=bar",
      "v1&totem.train=20",
    ]) {
      const { experiment, issues } = decodeLink(link);
      for (const issue of issues) expect(issueText(issue, experiment)).not.toMatch(/\[\d|\w+\.\w+:/);
    }
  });

  it.each([
    ["v1&totem.size=8&sh=8", "Set shift to 7 px"],
    ["v1&A=dsn;f=s1b1&B=cds;f=s1b1~gap", "Give arm B a projection head after stage 1"],
    ["v1&A=dsn;f=s9b9", "Remove arm A's branch in stage 9 after block 9"],
  ])("offers what would mend it: %s", (link, told) => {
    const { experiment, issues } = decodeLink(link);
    const [issue] = issues.filter(({ blocking }) => blocking);
    const mend = issue && mendOf(experiment, issue);
    expect(mend && mendText(mend, experiment)).toBe(told);
  });
});

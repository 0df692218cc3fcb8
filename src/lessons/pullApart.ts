import { dhmArm, dsnArm } from "../experiment/presets";
import { lesson } from "./lesson";
import { finished, finishedRun, firstMinute, forksAt, seen, withArms } from "./parts";
import { agreementOf, levelOf } from "./reading";

const SITES = ["stem", "s1b1", "s2b1"] as const;
const three = withArms(firstMinute, dsnArm(...SITES), dhmArm(1, ...SITES));
const later = withArms(firstMinute, dsnArm("s1b1", "s2b1"), dhmArm(1, "s1b1", "s2b1"));

/** Agreement in the stem, which all three branches share with main. */
const inStem = (arm: number, branch: string) => agreementOf(arm, branch, "stem");

/** When two losses want different things of the same weights, and where that happens. */
export const pullApart = lesson({
  recordings: [
    { experiment: three, url: new URL("./recordings/threeForks.recording", import.meta.url).href },
    { experiment: later, url: new URL("./recordings/earlyHeads.recording", import.meta.url).href },
  ],
  steps: [
    {
      title: "Two requests for the same weights",
      experiment: three,
      view: { pairBranch: "stem", agreementView: "map", phoneTab: "agreement" },
      highlight: ["diagram"],
      text: [
        "Three [branches](term:branch) leave the [trunk](term:trunk) here: after the stem, after stage 1 and after stage 2. The stem is a single convolution, and every loss above it depends on its weights.",
        "At every step the main loss sends a gradient back to the stem: change your weights **this** way. So does each branch. The update is made of their sum.",
        "The [agreement](term:agreement) of two losses is the cosine of the angle between their requests: 1 is the same direction, 0 a right angle, −1 the opposite. Below 0 the losses pull apart: what helps one harms the other.",
      ],
    },
    {
      title: "Which branch disagrees most with main?",
      experiment: three,
      locked: true,
      run: true,
      view: { pairBranch: "stem", agreementView: "lines", phoneTab: "agreement" },
      highlight: ["agreement"],
      text: [
        "In arm A each branch is a mean and one linear layer. The one after the stem has to name the class from the mean of what one convolution saw. Main has seven more layers for that.",
      ],
      ask: {
        kind: "choice",
        question: "In arm A, whose request to the stem has least to do with main's?",
        options: [
          { id: "stem", text: "The branch after the stem" },
          { id: "s1b1", text: "The branch after stage 1" },
          { id: "s2b1", text: "The branch after stage 2" },
        ],
        truth(record) {
          const levels = SITES.map((site) => levelOf(record, inStem(0, site)));
          return SITES[levels.indexOf(Math.min(...levels))] ?? "stem";
        },
        told: {
          stem: "The branch after the stem. Over the second half of the run its request and main's stand about at a right angle: they do not oppose each other all the time, they simply want different things. The later a branch leaves, the more it is like main.",
          s1b1: "In this run the branch after stage 1. In the five seeds that were measured it was the branch after the stem every time.",
          s2b1: "In this run the branch after stage 2. In the five seeds that were measured it was the branch after the stem every time.",
        },
      },
      figures: [
        { text: "A, branch after the stem", reading: inStem(0, "stem") },
        { text: "A, branch after stage 1", reading: inStem(0, "s1b1") },
        { text: "A, branch after stage 2", reading: inStem(0, "s2b1") },
      ],
      source: "When losses pull apart within the first minute",
      check: finished("Train both arms to the end."),
    },
    {
      title: "Draw how arm B's stem is pulled",
      experiment: three,
      locked: true,
      run: true,
      view: { pairBranch: "stem", agreementView: "lines", phoneTab: "agreement" },
      highlight: ["agreement"],
      text: [
        "Arm B has branches with layers of their own, at the same places, and its heads imitate each other. One [probe](term:probe) of agreement every 12 steps makes a ragged line: each looks at one batch of 64 images.",
        "Move the points, by pointer or with the arrow keys, to where you expect the agreement of main and the branch after the stem.",
      ],
      ask: {
        kind: "curve",
        question: "How does agreement in arm B's stem go over the run?",
        reading: inStem(1, "stem"),
        at: [12, 96, 180, 264],
        low: -1,
        high: 1,
        lowText: "opposite",
        highText: "the same way",
        start: 0,
      },
      figures: [
        { text: "A, branch after the stem", reading: inStem(0, "stem") },
        { text: "B, branch after the stem", reading: inStem(1, "stem") },
      ],
      after: [
        "Even after the stem, branches that can do what main does ask for something like what main asks for. In the second half of the run B's agreement came to .49 to .60 in five seeds, A's to −.07 to .20.",
      ],
      source: "When losses pull apart within the first minute",
      check: finished("Train both arms to the end."),
    },
    {
      title: "One probe is a noisy witness",
      experiment: three,
      view: { pairBranch: "stem", agreementView: "map", phoneTab: "agreement" },
      highlight: ["agreement"],
      text: [
        "Before you believe a number: even **one** loss does not agree with itself. Take half of a batch and the other half, and compare main's own two requests. That is the grey line of the Lines view. Its mean stays between −.05 and .31 here.",
        "So two losses that agree at .7 on the **same** batch share much of what is peculiar to that batch. Values are good for comparing branches and arms, on the same batches, not for judging one alone.",
        "Look at the map: purple is pulling apart, green is pulling the same way. [Show it as dials](do:dials) to see the angles at the last probe.",
      ],
      deeds: { dials: { view: { agreementView: "dials" } } },
      check: seen("Look at the dials.", ({ agreementView }) => agreementView === "dials"),
    },
    {
      title: "Take the trouble-maker away",
      experiment: three,
      run: true,
      view: { pairBranch: undefined, agreementView: "map", phoneTab: "agreement" },
      highlight: ["diagram"],
      text: [
        "[Take the branch after the stem away](do:later) in both arms, by these words or by pressing its place in the diagram. Then train again.",
      ],
      deeds: { later: { experiment: () => later } },
      figures: [
        { text: "A, branch after stage 1 in the stem", reading: inStem(0, "s1b1") },
        { text: "A, main head", reading: { kind: "metric", arm: 0, series: "accuracy", branch: "main" } },
        { text: "B, main head", reading: { kind: "metric", arm: 1, series: "accuracy", branch: "main" } },
      ],
      after: [
        "The requests that had least to do with main's are gone. Did main gain by it? Over five seeds arm A's main head came to .412 with the branch after the stem and to .418 without it: no difference that means anything here.",
      ],
      source: "When losses pull apart within the first minute",
      check: {
        text: "Train without the branch after the stem.",
        holds: (lab) => {
          const run = finishedRun(lab);
          return run !== undefined && [0, 1].every((arm) => forksAt(run.experiment, arm, "s1b1", "s2b1"));
        },
      },
    },
    {
      title: "What to take away",
      text: [
        "Losses that share weights need not want the same of them. Early, simple [heads](term:head) want something else than main: their agreement with it is about 0. Heads with layers of their own agree with it more, and those that imitate most.",
        "Agreement is not accuracy. It says that the losses do not stand in each other's way, not that what they agree on is right. The lesson on fair play shows a network that wins without any of it.",
      ],
      source: "When losses pull apart within the first minute",
    },
  ],
});

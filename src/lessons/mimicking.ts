import type { Experiment } from "../experiment/experiment";
import { dhmArm, dslArm, dsnArm } from "../experiment/presets";
import type { RunRecord } from "../record/runRecord";
import { lesson } from "./lesson";
import { finished, firstMinute, withArms } from "./parts";
import { agreementOf, levelOf, metricOf, valueOf, type Reading } from "./reading";

const SITES = ["s1b1", "s2b1"] as const;
const three = withArms(firstMinute, dsnArm(...SITES), dslArm(...SITES), dhmArm(1, ...SITES));
const otherSeed: Experiment = { ...three, seed: 2 };

const ARMS = ["a", "b", "c"] as const;
const options = [
  { id: "a", text: "A: simple heads (DSN)" },
  { id: "b", text: "B: branches with layers (DSL)" },
  { id: "c", text: "C: the same branches, mimicking (DHM)" },
];

/** The arm with the highest of a number. */
function highest(read: (arm: number) => number): string {
  const values = ARMS.map((_, arm) => read(arm));
  return ARMS[values.indexOf(Math.max(...values))] ?? "a";
}

const early = (arm: number): Reading => agreementOf(arm, "s1b1", "s1");
const named = ["A, DSN", "B, DSL", "C, DHM"];

/** Two switches of one method, turned one after the other: layers in the branches, and heads that imitate each other. */
export const mimicking = lesson({
  recordings: [
    { experiment: three, url: new URL("./recordings/threeMethods.recording", import.meta.url).href },
    { experiment: otherSeed, url: new URL("./recordings/threeMethodsSeed2.recording", import.meta.url).href },
  ],
  steps: [
    {
      title: "Two changes at once prove nothing",
      experiment: three,
      view: { compared: [0, 1] },
      highlight: ["setup", "diagram"],
      text: [
        "DHM differs from DSN twice. Its [branches](term:branch) have layers of their own, a copy of the rest of the network. And its [heads](term:head) imitate each other, which is called [mimicking](term:mimicking).",
        "If DHM does better, which of the two was it? Here are three [arms](term:arm), one step from each to the next. **A**: simple heads. **B**: branches with layers, no mimicking. **C**: the same branches, mimicking.",
        "Choose which two the diagram and charts show: [A and B](do:first), or [B and C](do:second).",
      ],
      deeds: { first: { view: { compared: [0, 1] } }, second: { view: { compared: [1, 2] } } },
    },
    {
      title: "Which branch agrees with main?",
      experiment: three,
      locked: true,
      run: true,
      view: { compared: [1, 2], agreementView: "lines", pairBranch: "s1b1", phoneTab: "agreement" },
      highlight: ["agreement"],
      text: [
        "Take the branch after stage 1, and its [agreement](term:agreement) with the main loss in that stage, each on the labels alone: what mimicking adds to a loss is left out of the comparison.",
      ],
      ask: {
        kind: "choice",
        question: "In which arm do the two agree most?",
        options,
        truth: (record: RunRecord) => highest((arm) => levelOf(record, early(arm))),
        told: {
          a: "In A, in this run. At the last probe of the five seeds that were measured it was C every time.",
          b: "In B, in this run. At the last probe of the five seeds that were measured it was C every time.",
          c: "In C. Heads that have learnt to say the same ask for the same. B lies between the two: layers alone make a branch more like main, too, but less so.",
        },
      },
      figures: named.map((text, arm) => ({ text, reading: early(arm) })),
      source: "What mimicking changes within the first minute",
      check: finished("Train all three arms to the end."),
    },
    {
      title: "And which main head is best?",
      experiment: otherSeed,
      locked: true,
      run: true,
      view: { compared: [1, 2], phoneTab: "accuracy" },
      highlight: ["accuracy"],
      text: [
        "Agreement is one thing, being right another. Here is the same experiment under another seed, not trained yet: twelve epochs, as before.",
      ],
      ask: {
        kind: "choice",
        question: "Whose main head will name the class best?",
        options,
        truth: (record: RunRecord) => highest((arm) => valueOf(record, metricOf(arm, "accuracy"))),
        told: {
          a: "A's, in this run. In the five seeds that were measured it was B's every time.",
          b: "B's. Branches with layers, without mimicking, were ahead in all five seeds that were measured. Heads that must also say what the others say learn more slowly at first.",
          c: "C's, in this run. In the five seeds that were measured it was B's every time.",
        },
      },
      figures: named.map((text, arm) => ({ text: `${text}, main head`, reading: metricOf(arm, "accuracy") })),
      source: "What mimicking changes within the first minute",
      check: finished("Train all three arms to the end."),
    },
    {
      title: "The longer run turns it round",
      text: [
        "Twelve epochs are short. Over 40 epochs on harder images (the preset Tiny) mimicking pays: C's main head was best in all three seeds that were measured, with .71, .71 and .68. B came to .68, .69 and .61, A to .66, .64 and .63.",
        "C's log loss was also the lowest: .78, .76 and .82, where B's was .91, .85 and 1.05. Heads that imitate each other are less sure of themselves, which may keep them from learning the training images by heart.",
        "So one method is behind early and ahead late. Whoever stops at twelve epochs tells another story.",
      ],
      source: "Does the way of supervising show in the gradients?",
    },
    {
      title: "What to take away",
      text: [
        "Layers in the branches: the early head learns compositions, and main gains at once. Mimicking: the losses agree, main is held back at first, and gains in a long run.",
        "Three seeds are few, and one data set is one. What can be said with some confidence is the order of the **agreement**: A below B below C in the mean, with C highest in every seed.",
      ],
      source: "What mimicking changes within the first minute",
    },
  ],
});

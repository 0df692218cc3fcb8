import type { Experiment } from "../experiment/experiment";
import { dhmArm, plainArm } from "../experiment/presets";
import type { RunRecord } from "../record/runRecord";
import { lesson, type Choice } from "./lesson";
import { finished, firstMinute, withArms } from "./parts";
import { agreementOf, metricOf, valueOf } from "./reading";

const four = withArms(firstMinute, plainArm(), dhmArm(1, "stem"), dhmArm(1, "s1b1"), dhmArm(1, "s2b1"));
const otherSeed: Experiment = { ...four, seed: 1 };

const FORKS = ["none", "stem", "s1", "s2"] as const;
const names = ["A, no fork", "B, after the stem", "C, after stage 1", "D, after stage 2"];

const options = [
  { id: "none", text: "No fork at all" },
  { id: "stem", text: "After the stem" },
  { id: "s1", text: "After stage 1" },
  { id: "s2", text: "After stage 2" },
];

/** The arm whose main head is best. */
function best(record: RunRecord): string {
  const mains = FORKS.map((_, arm) => valueOf(record, metricOf(arm, "accuracy")));
  return FORKS[mains.indexOf(Math.max(...mains))] ?? "none";
}

const ask = (question: string, told: string): Choice => ({
  kind: "choice",
  question,
  options,
  truth: best,
  told: Object.fromEntries(options.map(({ id, text }) => [id, `${text}, in this run. ${told}`])),
});

const figures = names.map((text, arm) => ({ text: `${text}, main head`, reading: metricOf(arm, "accuracy") }));

/** Where a branch should leave the trunk, and why one run cannot tell. */
export const whereToFork = lesson({
  recordings: [
    { experiment: four, url: new URL("./recordings/fourForks.recording", import.meta.url).href },
    { experiment: otherSeed, url: new URL("./recordings/fourForksSeed1.recording", import.meta.url).href },
  ],
  steps: [
    {
      title: "Four arms, one branch",
      experiment: four,
      view: { compared: [1, 3], everyArm: true },
      highlight: ["diagram"],
      text: [
        "Every place between two stages is a possible [fork](term:fork). Arm **A** has none. The others have one [branch](term:branch) each, a copy of the rest that mimics: **B** after the stem, **C** after stage 1, **D** after stage 2.",
        "An earlier branch is a longer copy: it costs more, and it reaches fewer layers of the [trunk](term:trunk). The diagram shows [B and D](do:ends), or [A and C](do:others).",
      ],
      deeds: { ends: { view: { compared: [1, 3] } }, others: { view: { compared: [0, 2] } } },
    },
    {
      title: "Pick your fork",
      experiment: four,
      locked: true,
      run: true,
      view: { compared: [1, 3], everyArm: true, phoneTab: "accuracy" },
      highlight: ["accuracy"],
      text: ["All four train on the same images, from the same first weights, for twelve epochs."],
      ask: ask(
        "Which will have the best main head?",
        "Do not write it down yet: the next step is the same race again.",
      ),
      figures,
      source: "Where should the network fork within the first minute?",
      check: finished("Train all four arms to the end."),
    },
    {
      title: "The same race, another seed",
      experiment: otherSeed,
      locked: true,
      run: true,
      view: { compared: [1, 3], everyArm: true, phoneTab: "accuracy" },
      highlight: ["accuracy"],
      text: [
        "Another [seed](term:seed-noise) draws other first weights and another order of other images of the same kind. The question is the same.",
      ],
      ask: ask(
        "Which will be best this time?",
        "In five seeds no fork was best twice and the fork after stage 2 three times; in the mean they came to .45 and .47. One fork moves by up to 10 points from seed to seed, so that is no difference.",
      ),
      figures,
      source: "Where should the network fork within the first minute?",
      check: finished("Train all four arms to the end."),
    },
    {
      title: "What does hold",
      experiment: four,
      run: true,
      view: { compared: [1, 3], everyArm: true, agreementView: "map", phoneTab: "agreement" },
      highlight: ["agreement"],
      text: [
        "The order of the main heads changes with the seed. The [agreement](term:agreement) does not: look at the branch after the stem and the one after stage 2, each in the stem.",
      ],
      figures: [
        { text: "B, branch after the stem", reading: agreementOf(1, "stem", "stem") },
        { text: "C, branch after stage 1", reading: agreementOf(2, "s1b1", "stem") },
        { text: "D, branch after stage 2", reading: agreementOf(3, "s2b1", "stem") },
      ],
      after: [
        "The later a branch leaves, the more its request to the stem is like main's: in every seed that was measured.",
      ],
      source: "Where should the network fork within the first minute?",
      check: finished("Train all four arms to the end."),
    },
    {
      title: "How to find out properly",
      text: [
        "Three sites make eight placements. Under **Ablation** in the header the lab trains them all, under as many seeds as you give it, and says of each difference whether it is more than chance.",
        "That was done for Tiny: seven placements, two methods, three seeds. After eight epochs no placement was ahead of no fork at all. In the whole budget, of which only one seed was begun, every single DHM branch was. A short run is no guide to a long one.",
        "And agreement early on did not foretell accuracy: over 42 runs the two correlate at .10.",
      ],
      source: "Where should the network fork? All placements of _Tiny_",
    },
  ],
});

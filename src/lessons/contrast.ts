import { initialValues } from "../schema/field";
import { branches } from "../catalog/branches";
import { methods } from "../catalog/methods";
import type { Arm } from "../experiment/experiment";
import { dsnArm } from "../experiment/presets";
import { lesson } from "./lesson";
import { finished, firstMinute, withArms } from "./parts";
import { agreementOf, metricOf, valueOf } from "./reading";

const SITES = ["s1b1", "s2b1"] as const;
const cdsArm: Arm = {
  label: "",
  method: { kind: "cds", ...initialValues(methods.cds.fields) },
  forks: SITES.map((site) => ({
    site,
    branch: { kind: "projection", ...initialValues(branches.projection.fields) },
    weight: 1,
  })),
};
const two = withArms(firstMinute, dsnArm(...SITES), cdsArm);

/** A difference of less than this, on 2,000 images, is none. */
const CLEAR = 0.01;

/** What early layers learn when they are asked what belongs together, instead of for the class. */
export const contrast = lesson({
  recordings: [{ experiment: two, url: new URL("./recordings/contrast.recording", import.meta.url).href }],
  steps: [
    {
      title: "A question that early layers can answer",
      experiment: two,
      highlight: ["diagram"],
      text: [
        "In arm **A** a [head](term:head) after stage 1 is asked for one of 20 classes. It cannot know most of that yet, and pulls its layers towards what little helps.",
        "Arm **B** asks something else: [contrastive supervision](term:contrastive-supervision). Each [branch](term:branch) turns an image into a point, and learns to bring images of one class together and to keep the others away. Early layers are asked what images have in common, not what they are called.",
        "Two versions of each image are shown at a time, one of them perhaps mirrored. Both arms see the same.",
      ],
    },
    {
      title: "Which main head gains?",
      experiment: two,
      locked: true,
      run: true,
      view: { phoneTab: "accuracy" },
      highlight: ["accuracy"],
      text: [
        "Both arms have the same [trunk](term:trunk) and the same main loss. Only what the branches ask for is different.",
      ],
      ask: {
        kind: "choice",
        question: "Whose main head is better after twelve epochs?",
        options: [
          { id: "labels", text: "A's: labels all the way" },
          { id: "contrast", text: "B's: contrast on the way, labels at the end" },
          { id: "equal", text: "Less than a point between them" },
        ],
        truth(record) {
          const gain = valueOf(record, metricOf(1, "accuracy")) - valueOf(record, metricOf(0, "accuracy"));
          return gain >= CLEAR ? "contrast" : gain <= -CLEAR ? "labels" : "equal";
        },
        told: {
          labels: "A's, in this run. In the five seeds that were measured it was B's every time.",
          contrast: "B's. It was so in all five seeds that were measured, by 1 to 8 points.",
          equal: "Hardly a difference, in this run. In the five seeds that were measured B was ahead by 1 to 8 points.",
        },
      },
      figures: [
        { text: "A, main head", reading: metricOf(0, "accuracy") },
        { text: "B, main head", reading: metricOf(1, "accuracy") },
      ],
      source: "Contrast against labels within the first minute",
      check: finished("Train both arms to the end."),
    },
    {
      title: "Draw what the labels would ask for",
      experiment: two,
      locked: true,
      run: true,
      view: { pairBranch: "s1b1", agreementView: "lines", agreementPart: "ce", phoneTab: "agreement" },
      highlight: ["agreement"],
      text: [
        "B's branches have a classifier, too, which reads the point and learns the labels. It only watches: its gradient is stopped before it reaches the branch. Still the lab can ask what it **would** want of the trunk, and how well that agrees with main.",
        "Draw the [agreement](term:agreement) of that watcher after stage 1 and main, in stage 1.",
      ],
      ask: {
        kind: "curve",
        question: "How does it go over the run?",
        reading: agreementOf(1, "s1b1", "s1"),
        at: [12, 96, 180, 264],
        low: -1,
        high: 1,
        lowText: "opposite",
        highText: "the same way",
        start: 0.5,
      },
      figures: [
        { text: "A, branch after stage 1, in stage 1", reading: agreementOf(0, "s1b1", "s1") },
        { text: "B, branch after stage 1, in stage 1", reading: agreementOf(1, "s1b1", "s1") },
      ],
      after: [
        "It stays low: at the last probe of five seeds between −.04 and .29, where A's heads came to .19 to .57. The arm with the better main head is the one whose early label losses agree with it less.",
        "That is no contradiction. In B this loss pulls nobody; what pulls is the contrast.",
      ],
      source: "Contrast against labels within the first minute",
      check: finished("Train both arms to the end."),
    },
    {
      title: "See what really pulls",
      experiment: two,
      run: true,
      view: { pairBranch: "s1b1", agreementView: "lines", agreementPart: "ce", phoneTab: "agreement" },
      highlight: ["agreement"],
      text: [
        "So far the Agreement view compared the losses on labels. [Compare the losses as they train](do:whole) instead: for B that is the contrast against main's loss.",
        "Press the words again to see the labels.",
      ],
      deeds: { whole: { view: { agreementPart: "whole", pairBranch: "s1b1", agreementView: "lines" } } },
      check: {
        text: "Compare the losses as they train.",
        holds: ({ agreementPart }) => agreementPart === "whole",
      },
    },
    {
      title: "What to take away",
      text: [
        "What one asks of an early layer matters more than that one asks. A label asks for the end of the story. Contrast asks for what the story is about, and leaves the layers above free to use it.",
        "This was twelve epochs, a small network and five seeds. The authors saw gains on large ones; whether they hold for yours, two arms and a few seeds will tell.",
      ],
      source: "Contrast against labels within the first minute",
    },
  ],
});

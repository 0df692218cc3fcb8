import { dhmArm, dslArm, dsnArm } from "../experiment/presets";
import type { RunRecord } from "../record/runRecord";
import { lesson } from "./lesson";
import { finished, finishedRun, firstMinute, withArms } from "./parts";
import { metricOf, valueOf } from "./reading";

const TEXTURE = "accuracy/texture";
const COMPOSITION = "accuracy/composition";
/** Half way between chance (1 in 4, 1 in 5) and everything would be .625 and .6; what is "known" here is well below that. */
const KNOWN = { texture: 0.5, composition: 0.35 };

const pooled = withArms(firstMinute, dsnArm("s1b1", "s2b1"), dhmArm(1, "s1b1", "s2b1"));
const deeper = withArms(firstMinute, dslArm("s1b1", "s2b1"), dhmArm(1, "s1b1", "s2b1"));

/** What arm A's head after stage 1 knows at the end of a run. */
function known(record: RunRecord): "texture" | "composition" | "both" | "neither" {
  const texture = valueOf(record, metricOf(0, TEXTURE, "s1b1")) >= KNOWN.texture;
  const composition = valueOf(record, metricOf(0, COMPOSITION, "s1b1")) >= KNOWN.composition;
  if (texture && composition) return "both";
  if (texture) return "texture";
  return composition ? "composition" : "neither";
}

const figures = [
  { text: "A, head after stage 1, texture", reading: metricOf(0, TEXTURE, "s1b1") },
  { text: "A, head after stage 1, composition", reading: metricOf(0, COMPOSITION, "s1b1") },
  { text: "B, head after stage 1, texture", reading: metricOf(1, TEXTURE, "s1b1") },
  { text: "B, head after stage 1, composition", reading: metricOf(1, COMPOSITION, "s1b1") },
];

/** Texture before composition: what a simple head at an early place can know, and what a deeper one can. */
export const earlyHeads = lesson({
  recordings: [
    { experiment: pooled, url: new URL("./recordings/earlyHeads.recording", import.meta.url).href },
    { experiment: deeper, url: new URL("./recordings/deeperHeads.recording", import.meta.url).href },
  ],
  steps: [
    {
      title: "Two ways to help an early layer",
      experiment: pooled,
      view: { detailsTab: "data", phoneTab: "data" },
      highlight: ["diagram"],
      text: [
        "Both [arms](term:arm) train the same network on the same images. Halfway up, each lets two [branches](term:branch) leave the [trunk](term:trunk). Every branch ends in a [head](term:head), which has to name the class, too: that is [deep supervision](term:deep-supervision).",
        "In arm **A** a branch is as small as it can be: the mean of each channel, then one linear layer. In arm **B** a branch is a small copy of the rest of the network, and the heads also imitate each other: [mimicking](term:mimicking).",
        "An image has two properties. Its **texture** is one of four patterns. Its **composition** is one of five arrangements of shapes. Both together are the class, so there are 20. Look at a few below, under Data.",
      ],
    },
    {
      title: "What will A's first head know?",
      experiment: pooled,
      locked: true,
      run: true,
      view: { detailsTab: "hierarchy", phoneTab: "hierarchy" },
      highlight: ["details"],
      text: [
        "The head after stage 1 in arm A sees what three convolutions make of the image, averaged over the whole picture. Guessing would name the texture right in 1 of 4 images (.25) and the composition in 1 of 5 (.20).",
      ],
      ask: {
        kind: "choice",
        question: "After twelve epochs, what does that head know?",
        options: [
          { id: "texture", text: "The texture, hardly the composition" },
          { id: "composition", text: "The composition, hardly the texture" },
          { id: "both", text: "Both" },
          { id: "neither", text: "Neither" },
        ],
        truth: known,
        told: {
          texture:
            "It knows the texture, and hardly the composition. A texture repeats itself all over the image, so a mean over the image keeps it. An arrangement is lost in that mean, and three convolutions see too little of the image at once.",
          composition:
            "This run gave the composition, not the texture. In the five seeds that were measured it was the other way round every time.",
          both: "This run gave both. In the five seeds that were measured the composition stayed below .29 every time.",
          neither:
            "This run gave neither. In the five seeds that were measured the texture reached .72 or more every time.",
        },
      },
      figures: figures.slice(0, 2),
      source: "What shows within seconds without a graphics card?",
      check: finished("Train both arms to the end."),
    },
    {
      title: "And B's, at the same place?",
      experiment: pooled,
      run: true,
      view: { detailsTab: "hierarchy", phoneTab: "hierarchy" },
      highlight: ["details"],
      text: [
        "Arm B's branch leaves the trunk at the same place. It has the same pixels to go by, but layers of its own to work on them.",
        "Compare the two bars of the head after stage 1 under Texture or composition.",
      ],
      figures,
      after: [
        "B's head knows the texture as well, and more of the composition: .47 in the mean of five seeds, where A's stayed at .28.",
      ],
      source: "What shows within seconds without a graphics card?",
      check: finished("Train both arms to the end."),
    },
    {
      title: "Is it the branch, or the imitating?",
      experiment: pooled,
      run: true,
      view: { detailsTab: "hierarchy", phoneTab: "hierarchy" },
      highlight: ["setup"],
      text: [
        "Two things are different in B: its branches have layers, and they imitate. Change one of them alone. [Give A the same branches, without mimicking](do:deeper), then train again.",
        "Press the words once more to go back.",
      ],
      deeds: { deeper: { experiment: () => deeper } },
      figures: [
        { text: "A, head after stage 1, composition", reading: metricOf(0, COMPOSITION, "s1b1") },
        { text: "B, head after stage 1, composition", reading: metricOf(1, COMPOSITION, "s1b1") },
      ],
      after: [
        "With layers of its own A's head knows the composition, too, without imitating anyone. So it is the branch's layers. What mimicking changes is the subject of a lesson of its own.",
      ],
      source: "What mimicking changes within the first minute",
      check: {
        text: "Train with A's branches changed.",
        holds: (lab) => finishedRun(lab)?.experiment.arms[0]?.method.kind === "dsl",
      },
    },
    {
      title: "What to take away",
      text: [
        "A small head at an early place pulls the layers before it towards what a small head can use: textures. Nobody has told these layers to prepare for compositions.",
        "Over five seeds A's head named the texture in .72 to .91 of the images and the composition in .27 to .29. B's named the composition in .41 to .53.",
        "Does that harm the main head? Within this first minute it cannot be said: the main heads of A and B do not differ clearly. One run is [one seed](term:seed-noise).",
      ],
      source: "What shows within seconds without a graphics card?",
    },
  ],
});

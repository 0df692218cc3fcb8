import { backbones } from "../catalog/backbones";
import { initialValues } from "../schema/field";
import type { Experiment } from "../experiment/experiment";
import { dsnArm, plainArm } from "../experiment/presets";
import { lesson } from "./lesson";
import { finished, finishedRun, firstMinute } from "./parts";
import { metricOf, valueOf } from "./reading";

/** A net without shortcuts, with forks after its first two stages. */
function plainNet(depth: number): Experiment {
  const last = (depth - 2) / 6;
  const sites = [`s1b${last}`, `s2b${last}`];
  return {
    ...firstMinute,
    backbone: { kind: "plainNet", ...initialValues(backbones.plainNet.fields), depth, width: 8 },
    arms: [plainArm(...sites), dsnArm(...sites)],
  };
}

const shallow = plainNet(8);
const middle = plainNet(14);
const deep = plainNet(20);
const withShortcuts: Experiment = {
  ...deep,
  backbone: { kind: "resnet", ...initialValues(backbones.resnet.fields), depth: 20, width: 8 },
};

const TEXTURE = "accuracy/texture";
/** What the main head of 8 layers came to in five seeds: .39 to .42. */
const SHALLOW = { low: 0.36, high: 0.45 };

/** Why deep nets train badly from the end alone, and what helps: heads on the way, or shortcuts. */
export const deepFromTheEnd = lesson({
  recordings: [
    { experiment: middle, url: new URL("./recordings/plain14.recording", import.meta.url).href },
    { experiment: deep, url: new URL("./recordings/plain20.recording", import.meta.url).href },
    { experiment: withShortcuts, url: new URL("./recordings/resnet20.recording", import.meta.url).href },
  ],
  steps: [
    {
      title: "A long way back",
      experiment: shallow,
      highlight: ["diagram"],
      text: [
        "This [trunk](term:trunk) is a plain stack of convolutions. Its loss stands at the very end. What the first layer is to change, it learns only through all layers that come after it.",
        "[Deep supervision](term:deep-supervision) was proposed for that: let a [head](term:head) on the way ask for something, too. In arm **A** the heads only watch. In arm **B** they train the layers below them.",
        "With 8 layers arm A's main head comes to .39 to .42 after twelve epochs, in five seeds. Guessing is .05.",
      ],
      source: "What depth does to the main head within the first minute",
    },
    {
      title: "Twenty layers instead of eight",
      experiment: deep,
      locked: true,
      run: true,
      view: { phoneTab: "accuracy" },
      highlight: ["accuracy"],
      text: [
        "The same stack, but with 20 layers: three times the convolutions in every stage. Nothing else is changed.",
      ],
      ask: {
        kind: "choice",
        question: "What does arm A's main head come to, from the loss at the end alone?",
        options: [
          { id: "more", text: "More than with 8 layers" },
          { id: "same", text: "About the same" },
          { id: "less", text: "Less" },
        ],
        truth(record) {
          const main = valueOf(record, metricOf(0, "accuracy"));
          return main < SHALLOW.low ? "less" : main > SHALLOW.high ? "more" : "same";
        },
        told: {
          less: "Less, and by far. It is not that it learns its images by heart: it does not even learn them. What reaches the first layers from the end is of little use to them.",
          same: "In this run about the same. In the five seeds that were measured 20 layers came to .15 to .30.",
          more: "More, in this run. In the five seeds that were measured 20 layers came to .15 to .30.",
        },
      },
      figures: [{ text: "A, main head", reading: metricOf(0, "accuracy") }],
      after: [
        "Over five seeds, plain training: 8 layers .41, 14 layers .35, 20 layers .22; 32 layers .09 in three seeds.",
      ],
      source: "What depth does to the main head within the first minute",
      check: finished("Train both arms to the end."),
    },
    {
      title: "What a head on the way does at once",
      experiment: middle,
      locked: true,
      run: true,
      view: { detailsTab: "hierarchy", phoneTab: "hierarchy" },
      highlight: ["details"],
      text: [
        "Now 14 layers. After stage 1 stand five convolutions. In arm A the head there may only read what it finds. In arm B it also asks for what it needs.",
      ],
      ask: {
        kind: "choice",
        question: "From which arm's stage 1 can the texture be read better?",
        options: [
          { id: "a", text: "From A's, where only main trains it" },
          { id: "b", text: "From B's, where a head asks for it" },
          { id: "equal", text: "From both alike" },
        ],
        truth(record) {
          const gain = valueOf(record, metricOf(1, TEXTURE, "s1b2")) - valueOf(record, metricOf(0, TEXTURE, "s1b2"));
          return gain > 0.05 ? "b" : gain < -0.05 ? "a" : "equal";
        },
        told: {
          b: "From B's. A loss nearby is heard at once, and the first stage becomes useful early: to the head that asked.",
          a: "From A's, in this run. In the five seeds that were measured it was B's every time.",
          equal: "From both alike, in this run. In the five seeds that were measured it was B's every time.",
        },
      },
      figures: [
        { text: "A, head after stage 1, texture", reading: metricOf(0, TEXTURE, "s1b2") },
        { text: "B, head after stage 1, texture", reading: metricOf(1, TEXTURE, "s1b2") },
        { text: "A, main head", reading: metricOf(0, "accuracy") },
        { text: "B, main head", reading: metricOf(1, "accuracy") },
      ],
      after: [
        "Look at the main heads, too: they do not gain by it. With 14 and with 20 layers DSN's main head was ahead in one seed of five each, and behind in the others. Heads on the way help the layers below them. Whether that helps the end is another question.",
      ],
      source: "What depth does to the main head within the first minute",
      check: finished("Train both arms to the end."),
    },
    {
      title: "The cure that stayed",
      experiment: deep,
      run: true,
      view: { phoneTab: "accuracy" },
      highlight: ["diagram"],
      text: [
        "A year after deep supervision came another cure: shortcuts, which carry what a block gets past it, and its gradient back. [Give the 20 layers shortcuts](do:shortcuts), and train.",
      ],
      deeds: { shortcuts: { experiment: () => withShortcuts } },
      figures: [
        { text: "A, main head", reading: metricOf(0, "accuracy") },
        { text: "B, main head", reading: metricOf(1, "accuracy") },
      ],
      after: [
        "With shortcuts 20 layers are better than 8: .53 to .63 in five seeds. And now DSN's simple heads do harm: B's main head was behind in all five. They ask early layers for things that the end does not need.",
      ],
      source: "What depth does to the main head within the first minute",
      check: {
        text: "Train the 20 layers with shortcuts.",
        holds: (lab) => finishedRun(lab)?.experiment.backbone.kind === "resnet",
      },
    },
    {
      title: "What to take away",
      text: [
        "From the end alone a deep stack trains badly: early layers hear a loss that has passed through everything. A head nearby is heard at once.",
        "But a simple head asks for simple things. Since shortcuts and batch norm carry gradients far, deep supervision is no longer needed to train at all. What it does to what is learnt is the question now: which heads, where, and whether they agree with the end.",
        "Time heals, too: over 920 steps the plain stack of 20 layers came to .52 to .86 in three seeds, with DSN's heads to .71 to .84.",
      ],
      source: "What depth does to the main head within the first minute",
    },
  ],
});

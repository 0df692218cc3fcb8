import type { Experiment } from "../experiment/experiment";
import { dhmArm, dsnArm, findPreset, plainArm } from "../experiment/presets";
import { sameButSeed } from "../store/setUp";
import type { LabState } from "../store/labState";
import { shownRecord } from "../store/recordingSlice";
import { lesson } from "./lesson";
import { finished, firstMinute, withArms } from "./parts";
import { metricOf, valueOf } from "./reading";

const SITES = ["s1b1", "s2b1"] as const;
const three = withArms(firstMinute, plainArm(...SITES), dsnArm(...SITES), dhmArm(1, ...SITES));
const tiny = findPreset("tiny")?.experiment ?? firstMinute;
const decayed: Experiment = {
  ...withArms(tiny, ...three.arms),
  seed: 1,
  optimizer: { ...tiny.optimizer, decay: 2e-3 } as Experiment["optimizer"],
  // A measurement changes no training bit; fewer of them make the recorded run small.
  measure: { ...tiny.measure, evaluateEvery: 92, probeEvery: 92 },
};

const ARMS = ["plain", "dsn", "dhm"] as const;
const options = [
  { id: "plain", text: "A: plain training, nobody helps" },
  { id: "dsn", text: "B: DSN" },
  { id: "dhm", text: "C: DHM" },
];
const figures = ["A, plain", "B, DSN", "C, DHM"].map((text, arm) => ({
  text: `${text}, main head`,
  reading: metricOf(arm, "accuracy"),
}));

/** Under how many seeds an experiment was trained to its end in this visit. */
function seedsTrained({ earlier, ...lab }: LabState): number {
  const own = shownRecord({ ...lab });
  const ended = [...earlier, ...(own === undefined ? [] : [own])].filter(
    ({ phase, experiment }) => phase === "completed" && sameButSeed(experiment, three),
  );
  return new Set(ended.map(({ experiment }) => experiment.seed)).size;
}

/** What one seed is worth, and what a well-chosen weight decay does to a method's lead. */
export const fairPlay = lesson({
  recordings: [
    { experiment: three, url: new URL("./recordings/plainDsnDhm.recording", import.meta.url).href },
    { experiment: decayed, url: new URL("./recordings/decayed.recording", import.meta.url).href },
  ],
  steps: [
    {
      title: "A race with one run each",
      experiment: three,
      locked: true,
      run: true,
      view: { compared: [0, 2], everyArm: true, phoneTab: "accuracy" },
      highlight: ["accuracy"],
      text: [
        "Three [arms](term:arm), one network: **A** is trained plainly, its heads on the way only watch. **B** is [deep supervision](term:deep-supervision) with simple heads, **C** with branches that [mimic](term:mimicking). Everything else is the same, down to the first weights.",
      ],
      ask: {
        kind: "choice",
        question: "Whose main head will be best after twelve epochs?",
        options,
        truth(record) {
          const mains = ARMS.map((_, arm) => valueOf(record, metricOf(arm, "accuracy")));
          return ARMS[mains.indexOf(Math.max(...mains))] ?? "plain";
        },
        told: {
          plain: "A's, in this run. A paper could be written about it. Read on before you do.",
          dsn: "B's, in this run. A paper could be written about it. Read on before you do.",
          dhm: "C's, in this run. A paper could be written about it. Read on before you do.",
        },
      },
      figures,
      source: "Fair play within the first minute, and with a larger weight decay",
      check: finished("Train all three arms to the end."),
    },
    {
      title: "The same race under two more seeds",
      experiment: three,
      run: true,
      view: { compared: [0, 2], everyArm: true, phoneTab: "accuracy" },
      highlight: ["verdict"],
      text: [
        "A [seed](term:seed-noise) is a single number from which all chance is drawn. Press **Run 3 seeds** beside the result, or New seed and then Play twice, and see who leads each time.",
        "The lab then says of the difference whether it is more than what chance does. With three seeds hardly anything is.",
      ],
      figures,
      after: [
        "Under the seeds 42, 1, 2, 3 and 4 the best main head was B's, A's, C's, A's and C's. In the mean: A .452, B .418, C .439.",
      ],
      source: "Fair play within the first minute, and with a larger weight decay",
      check: { text: "Train the race under three seeds in all.", holds: (lab) => seedsTrained(lab) >= 3 },
    },
    {
      title: "Now give plain training its best setting",
      experiment: decayed,
      locked: true,
      run: true,
      view: { compared: [0, 2], everyArm: true, phoneTab: "accuracy" },
      highlight: ["accuracy"],
      text: [
        "Over 40 epochs on harder images (the preset Tiny) C leads: in three seeds it came to .66, .67 and .68, A to .64, .65 and .65. So DHM wins?",
        "A network that learns its images by heart is helped by whatever hinders that. Mimicking does; so does [weight decay](term:weight-decay). Here it is four times as large as usual, for all three arms. This is the longest run of all lessons.",
      ],
      ask: {
        kind: "choice",
        question: "Who is ahead now?",
        options,
        truth(record) {
          const mains = ARMS.map((_, arm) => valueOf(record, metricOf(arm, "accuracy")));
          return ARMS[mains.indexOf(Math.max(...mains))] ?? "plain";
        },
        told: {
          plain:
            "Plain training. It gained most, and overtook. In three seeds A came to .72, .69 and .73, C to .69, .69 and .72. A method that wins at one setting of everything else may just have stood in for that setting.",
          dsn: "B, in this run. In the three seeds that were measured it was A every time.",
          dhm: "C, in this run. In the three seeds that were measured it was A every time.",
        },
      },
      figures,
      source: "Fair play within the first minute, and with a larger weight decay",
      check: finished("Train all three arms to the end, or play the recorded run."),
    },
    {
      title: "Rules of fair play",
      text: [
        "**Several seeds.** One run decides nothing; the same method moves by several points from seed to seed.",
        "**The same care for both.** Who tunes one method must tune the other. In **All settings** every number of the experiment can be changed, and holds for all arms.",
        "**Say what was measured.** Agreement between heads, an early head's accuracy and main's accuracy are three different things. A method can win one and lose another, as you saw.",
      ],
    },
    {
      title: "What to take away",
      text: [
        "At the larger weight decay the branches of C still agree with main, and A has none that train at all. Yet A is ahead by a little. Agreement is not accuracy.",
        "If somebody sends you a link with a result: open it, press Play, and try two more seeds.",
      ],
      source: "Fair play within the first minute, and with a larger weight decay",
    },
  ],
});

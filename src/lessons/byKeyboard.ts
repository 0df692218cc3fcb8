import { encodeLink } from "../experiment/link/encode";
import type { Experiment } from "../experiment/experiment";
import { shownRecord } from "../store/recordingSlice";
import { lesson } from "./lesson";
import { finished, firstMinute, seen, setUp } from "./parts";
import { metricOf } from "./reading";

const short: Experiment = { ...firstMinute, training: { ...firstMinute.training, budget: 92 } };

/** The whole lab without a pointer, and without seeing it. */
export const byKeyboard = lesson({
  recordings: [{ experiment: short, url: new URL("./recordings/short.recording", import.meta.url).href }],
  steps: [
    {
      title: "Set a fork without a pointer",
      experiment: short,
      highlight: ["diagram"],
      text: [
        "Everything in this lab can be reached by keys, and everything that is drawn can be read or heard. This lesson is for whoever works that way, and for whoever wants to know how it feels.",
        "Press **F** to get to the diagram. It is one stop: the **left** and **right** arrows go from one place of the [trunk](term:trunk) to the next, and each says whether branches [fork](term:fork) there. **Enter** sets or takes a fork. On a phone each stage has a switch.",
        "Single keys work while no text is being typed. They can be turned off under Help, which **?** opens.",
      ],
      check: setUp("Set a fork, or take one away.", (experiment) => encodeLink(experiment) !== encodeLink(short)),
    },
    {
      title: "Train, and be told",
      experiment: short,
      run: true,
      highlight: ["diagram"],
      text: [
        "**Space** plays and pauses, **S** makes a single step, **R** goes back to the beginning. Or press the button below.",
        "A screen reader hears how it goes without asking: what is being prepared, who leads, that the run has ended. Not more often than every ten seconds.",
      ],
      figures: [
        { text: "A, main head", reading: metricOf(0, "accuracy") },
        { text: "B, main head", reading: metricOf(1, "accuracy") },
      ],
      check: finished("Train to the end: four epochs."),
    },
    {
      title: "Read a chart as a table",
      experiment: short,
      view: { phoneTab: "accuracy" },
      highlight: ["accuracy"],
      text: [
        "**T** turns both charts into tables, with a row for each step; **T** again turns them back. Beside each chart a button does the same.",
        "Before you open the table: each chart has a sentence as its name, which says what its curves come to.",
      ],
      check: seen("Show the accuracies as a table.", ({ accuracyTable }) => accuracyTable),
    },
    {
      title: "Hear two curves",
      experiment: short,
      view: { phoneTab: "accuracy" },
      highlight: ["accuracy"],
      text: [
        "Under the accuracy chart stands **Listen**. It plays a curve as a tone: higher is better. Arm A sounds on the left, arm B on the right, the run passes in a few seconds.",
        "Then move through the run: **[** goes back by a twentieth, **]** forward, and the timeline's own slider goes by arrow keys. Every number on the page is then of that step.",
      ],
      check: seen(
        "Go back to an earlier step of the run.",
        (lab) => lab.scrubStep !== undefined && shownRecord(lab) !== undefined,
      ),
    },
    {
      title: "Ask a word what it means",
      experiment: short,
      view: { agreementView: "map", phoneTab: "agreement" },
      highlight: ["agreement"],
      text: [
        "Words with dotted lines, like [agreement](term:agreement) or [arm](term:arm), explain themselves when they are reached by **Tab**. A further **Tab** leads to the entry of the reference, **Escape** closes the explanation and stays on the word.",
        "**G** turns agreement from a map into lines, dials and noise. The map is a picture of colours; the lines have a sentence, and **T** a table.",
      ],
      check: seen("Turn agreement into lines or dials.", ({ agreementView }) => agreementView !== "map"),
    },
  ],
});

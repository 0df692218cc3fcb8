import { choice, int, num } from "../../schema/field";

/** What every set of drawn totems lets one choose: how large the pictures are and how hard to read. */
export const totemFields = {
  size: choice({
    label: "Image size",
    help: "Width and height of the pictures in pixels. The work of training grows with its square.",
    initial: "16",
    options: [
      { value: "8", label: "8 px" },
      { value: "16", label: "16 px" },
      { value: "24", label: "24 px" },
      { value: "32", label: "32 px" },
    ],
  }),
  difficulty: num({
    label: "Difficulty",
    help: "Tilt, displacement, clutter, occlusion and noise, from clean and centred (0) to hard (1).",
    initial: 0.25,
    min: 0,
    max: 1,
    suggestions: [0, 0.25, 0.5],
  }),
};

/** Which totems are drawn; it stands last, behind each set's own fields. */
export const dataSeedField = int({
  label: "Data seed",
  help: "0 draws the pictures from the experiment's seed; another number keeps them while that seed changes.",
  initial: 0,
  min: 0,
  max: 2 ** 31 - 1,
  advanced: true,
});

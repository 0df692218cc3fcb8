/** Why a chart that was chosen stays empty. */
export const gapWords = {
  accuracy: {
    heads:
      "This compares an arm's heads with each other, and no arm on display has more than one. Place a fork in the diagram and play.",
    older: "This run did not measure it: it was trained before the lab could.",
  },
  agreement: {
    noSharedPath: "Main and this branch share no weights, so their losses meet nowhere.",
    nothingTaught:
      "Nothing here is taught beyond the labels. Methods that mimic, such as DHM, teach more; so do contrast and distillation.",
    watching: "These branches only watch: as trained, no loss of theirs reaches the trunk.",
    together: "All losses together are compared by their labels or as trained; mimicry is a part of single ones.",
    older: "This run did not measure it: it was trained before the lab could.",
  },
} as const;

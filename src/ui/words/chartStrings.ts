import { plural } from "./plural";

/** Words of the agreement panel and of what all charts offer. */
export const chartStrings = {
  agreement: {
    title: "Do the losses pull the trunk the same way?",
    view: "View",
    map: "Map",
    lines: "Lines",
    dials: "Dials",
    noise: "Noise",
    measure: "Measure of agreement",
    fork: "At the fork, image by image",
    forkHelp:
      "Gradients of the main loss and the branch loss at the fork, image by image: their mean cosine, and the share of images on which they point apart.",
    forkCosine: "Mean cosine of images",
    forkConflict: "Images in conflict",
    part: "Losses compared",
    parts: { ce: "Labels", whole: "As trained", rest: "Mimicry against labels" },
    partHelp: {
      ce: "The label losses alone, which mean the same under every method.",
      whole:
        "Losses as trained, mimicry included: its two directions pull main and branch against each other, so these cosines cannot be compared between methods.",
      rest: "What a branch is taught beyond the labels, against its own label loss.",
    },
    allLosses: (stage: string) => `${stage}, all losses`,
    apart: "pull apart",
    together: "together",
    halves: "half batches",
    meanOf: (probes: number) => plural(probes, "one probe", `mean of ${probes} probes`),
    halvesHelp: "The same loss on the two halves of a batch: how much agreement is left under sampling noise alone",
    halvesLine:
      "Grey: same loss, half batches, mean so far; shaded: their spread. Whiskers: noise.",
    caption: "Agreement of the main loss with each branch's loss, by arm, stage and step",
    noSharedPath: "no shared path",
    noBranch: "no such branch",
    empty: (every: number) => `Measured every ${every} steps once training runs.`,
    off: "Probes are off: set “Probe every” above 0 in All settings.",
    noBranches: "No branches: place a fork in the diagram.",
    summary: (step: number, parts: string) => `Agreement at step ${step}: ${parts}.`,
    pairStage: (pair: string, stage: string, values: string) => `${pair} in ${stage} ${values}`,
    mapHint: "Click a cell to see its step everywhere.",
  },

  charts: {
    compare: "Compare arms",
    comparisons: { overlay: "Overlay", split: "Split", difference: "Difference" },
    difference: (first: string, second: string) => `${second} − ${first}`,
    axis: "Horizontal axis",
    axes: { steps: "Steps", time: "Wall time", work: "Multiply-adds" },
    axisHelp: {
      steps: "Updates done, the same for every arm",
      time: "Each arm's own time: that of all arms together, which train in lockstep, split by their multiply-adds",
      work: "Forward and backward of each arm's own training: extra branches cost more",
    },
    smoothing: "Smooth",
    logScale: "Log",
    logHelp: "Logarithmic scale of the losses",
    footHint: "Hover for values, click to pin a step, drag to zoom.",
    footHintTouch: "Tap to pin a step.",
    behind: (title: string) => `Grey behind: ${title}.`,
    zoom: "Zoom",
    zoomEnds: { from: "From step", to: "to step" },
    fitHeight: "Fit height to values",
    whole: "Whole run",
    zoomedTo: (from: string, to: string) => `Steps ${from} to ${to}`,
    atStep: (step: string) => `Step ${step}`,
    pointHint: "Click to pin this step everywhere, drag to zoom in, double-click for the whole run.",
    listen: "Listen",
    listenHelp: (arms: readonly string[]) =>
      arms.length < 2
        ? "The higher the tone, the higher the value."
        : `The higher the tone, the higher the value. ${arms[0] ?? ""} sounds left, ${arms[1] ?? ""} right.`,
    stopSound: (title: string) => `Stop: ${title}`,
    save: "Save",
    pictureScale: {
      opposed: "Cosine −1",
      none: "0",
      aligned: "1",
      hatched: "no shared path",
      marks: "/ below 0; from left to right: steps",
    },
    saveCsv: "Values (CSV)",
    saveSvg: "Drawing (SVG)",
    savePng: "Picture (PNG)",
    noPng:
      "The PNG could not be drawn: the security policy of this site may forbid it. Saving as SVG needs no drawing.",
    allHeads: "All heads",
    name: { accuracy: "accuracy", agreement: "agreement" },
  },
} as const;

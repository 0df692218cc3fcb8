/** What the images of a set are for. */
export type SplitName = "train" | "validation" | "test";

const SPLITS: { readonly [split in SplitName]: string } = {
  train: "training",
  validation: "validation",
  test: "test",
};

/** Words of the data grid; beside it, because they are loaded with it. */
export const dataWords = {
  loading: "Drawing the training images",
  failed: (why: string) => `Could not load the training images: ${why}`,
  caption: (step: string, shown: number, batch: number) =>
    `The batch that update ${step} learns from: ${shown} of ${batch} images, as stored and as every arm sees them.`,
  noBatch: (why: string) => `This set-up makes no batch: ${why}`,
  unchanged: "Augmentation is off.",
  changed: (changes: string) => `Augmentation: ${changes}.`,
  mirrored: "half of them mirrored",
  shifted: (pixels: number, fill: string) => `moved by up to ${pixels} pixels, ${fill} moving in`,
  fills: { mean: "mean grey", black: "black", grey: "grey", cds: "grey (view 1) or black (view 2)" },
  jittered: (share: number) => `${Math.round(100 * share)} % of them in other colours`,
  greyed: (share: number) => `${Math.round(100 * share)} % of them grey`,
  cut: (pixels: number) => `a square of ${pixels} pixels cut out`,
  unlike: "cut out in view 1, colours changed in view 2",
  stored: (index: number, name: string) => `Training image ${index} as stored: ${name}`,
  seen: (name: string, view: number | undefined) =>
    view === undefined ? `The same as trained on: ${name}` : `View ${view} of it: ${name}`,
  withheld: (name: string) => `${name}, withheld`,
  shown: "Shown images",
  views: { batch: "Batch", train: "Training", validation: "Validation", test: "Test" },
  search: "Find a class",
  classes: "Images by class",
  all: "All classes",
  previous: "Previous",
  next: "Next",
  page: (page: number, pages: number) => `Page ${page} of ${pages}`,
  image: (index: number, name: string) => `Image ${index}: ${name}`,
  look: (index: number, name: string) => `Look at image ${index}: ${name}`,
  unchangedSplit: "Only training images are changed; these are measured as they are.",
  asStored: "Stored",
  drawn: "Drawn",
  view: (view: number) => `View ${view}`,
  draw: (number: number) => `Draw ${number} of its changes`,
  moreDraws: "Draw again",
  nearest: "Find the images nearest to it",
  searching: "Comparing it with every image",
  found: "Nearest by their pixels, in all splits",
  neighbour: (split: SplitName, index: number) => `${SPLITS[split]} image ${index}`,
  same: "the same bytes",
  apart: (distance: string) => `${distance} of 255 apart`,
  identity: (label: number) => `identity ${label}`,
} as const;

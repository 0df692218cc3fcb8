/** Words of the data grid; beside it, because they are loaded with it. */
export const dataWords = {
  loading: "Drawing the training images",
  failed: (why: string) => `Could not load the training images: ${why}`,
  caption: (step: string, shown: number, batch: number) =>
    `The batch that update ${step} learns from: ${shown} of ${batch} images, as stored and as every arm sees them.`,
  noBatch: (why: string) => `This set-up makes no batch: ${why}`,
  unchanged: "Augmentation is off.",
  changed: (changes: string) => `Augmentation: ${changes}.`,
  and: " and ",
  mirrored: "half of them mirrored",
  shifted: (pixels: number) => `moved by up to ${pixels} pixels, grey moving in`,
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
  identity: (label: number) => `identity ${label}`,
} as const;

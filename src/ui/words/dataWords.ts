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
  identity: (label: number) => `identity ${label}`,
} as const;

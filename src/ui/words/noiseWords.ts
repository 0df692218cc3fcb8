import { plural } from "./plural";

/** Words of the noise view; beside it, because they are loaded with it. */
export const noiseWords = {
  caption: (pair: string, step: string) => `How much of the agreement is noise: ${pair}, step ${step}`,
  at: (step: string, images: number) => `Probe at step ${step}, ${plural(images, "one image", `${images} images`)}.`,
  empty: "One probe in eight measures the noise, from the second on.",
  noRoom: "This run measured none: it is older, its batch has fewer than four images, or its networks are too large.",
  place: "Place",
  agreement: "agreement",
  halves: "halves",
  signal: "images to be clear",
  difference: (first: string, second: string) => `${second} − ${first}`,
  value: (value: string, within: string) => `${value} ± ${within}`,
  range: (low: string, high: string) => `${low} to ${high}`,
  signals: (main: string, branch: string) => `${main} / ${branch}`,
  never: "∞",
  clear: "beyond the noise",
  unclear: "within the noise",
  told: (place: string, first: string, second: string, difference: string, kind: "clear" | "unclear") =>
    kind === "clear"
      ? `In ${place} the agreement of ${second} is ${difference} from that of ${first}: more than other images would make of it.`
      : `In ${place} the agreement of ${second} is ${difference} from that of ${first}: within the noise, other images may turn it round.`,
  interval: "± is the 95 % interval",
  help: "by which the agreement moves with other images (jackknife over four groups of the batch). Halves: the same main loss on both halves of the batch, cut three ways. Images to be clear: how many images' mean gradient is as large as its noise, for main / branch. One probe, one seed: another seed may differ by more.",
} as const;

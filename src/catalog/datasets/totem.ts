import { totemInfo } from "../../data/totem/info";
import { int } from "../../schema/field";
import { dataset } from "./dataset";
import { dataSeedField, totemFields } from "./totemFields";

/** Procedural pictures: 20 classes, 5 compositions of body and part × 4 textures of the body. */
export const totem = dataset({
  kind: "totem",
  title: "Totem",
  summary:
    "Drawn on the spot, nothing to download: a body with a part on top, 5 compositions × 4 textures. " +
    "Textures can be read early in a network, compositions need depth.",
  source: { paper: "none: made for this project" },
  differs: [],
  fields: {
    ...totemFields,
    train: int({
      label: "Training images",
      help: "Classes take turns, so a multiple of 20 is balanced.",
      initial: 1500,
      min: 20,
      max: 20_000,
      log: true,
      suggestions: [500, 1500, 4000],
      unit: "images",
    }),
    test: int({
      label: "Test images",
      help: "Drawn apart from the training images. 2,000 make accuracies certain to about one point.",
      initial: 2000,
      min: 20,
      max: 20_000,
      log: true,
      suggestions: [500, 2000, 5000],
      unit: "images",
      advanced: true,
    }),
    seed: dataSeedField,
  },
  name: ({ size }) => `Totem, ${size} px`,
  describe: ({ size, train, test }) => totemInfo(Number(size), train, test),
  // What draws comes with the first picture: forms and networks need none.
  load: async ({ seed, ...values }, experimentSeed, options) =>
    (await import("./loadTotem")).loadTotem(values, seed === 0 ? experimentSeed : seed, options),
  picture: async ({ seed, ...values }, experimentSeed, split, index) =>
    (await import("./loadTotem")).totemPicture(values, seed === 0 ? experimentSeed : seed, split, index),
});

import { identityLayout, type IdentitySettings } from "../../data/totem/identitySplits";
import { totemInfo } from "../../data/totem/info";
import { int } from "../../schema/field";
import { dataset } from "./dataset";
import { dataSeedField, totemFields } from "./totemFields";

/** The settings as the generator takes them; a data seed replaces the experiment's. */
function settingsOf(
  { size, seed, ...others }: { readonly size: string } & Omit<IdentitySettings, "size">,
  experimentSeed: number,
): IdentitySettings {
  return { ...others, size: Number(size), seed: seed === 0 ? experimentSeed : seed };
}

/** Procedural individuals: learn to tell some apart, then find strangers again. */
export const identities = dataset({
  kind: "identities",
  title: "Identities",
  summary:
    "Who is it? Each identity is a body with a part of its own shape, texture and hue, seen by four cameras. " +
    "Training classifies some identities; testing finds others again among pictures that training never saw.",
  source: {
    paper:
      "none: made for this project, with the protocol of Zheng et al., Scalable Person Re-identification: A Benchmark, ICCV 2015",
  },
  differs: [
    "Market-1501 has photographs of people, several queries and a varying number of pictures per person, junk and distractors; here every identity has two queries and six gallery pictures, and there is neither junk nor a distractor.",
  ],
  fields: {
    ...totemFields,
    identities: int({
      label: "Training identities",
      help: "Identities to learn, each a class of its own.",
      initial: 80,
      min: 2,
      max: 1000,
      log: true,
      suggestions: [40, 80, 160],
      unit: "identities",
    }),
    views: int({
      label: "Views",
      help: "Training pictures of each identity; four cameras take turns.",
      initial: 16,
      min: 1,
      max: 100,
      suggestions: [8, 16, 32],
      unit: "images each",
    }),
    testIdentities: int({
      label: "Test identities",
      help: "Identities to find again, none of them learnt; two queries and six gallery pictures of each. More of them make the task harder and the figures more certain.",
      initial: 100,
      min: 2,
      max: 1000,
      log: true,
      suggestions: [100, 200],
      unit: "identities",
    }),
    seed: dataSeedField,
  },
  name: ({ size }) => `Identities, ${size} px`,
  describe({ size, identities: count, views, testIdentities }) {
    const retrieval = identityLayout(testIdentities);
    const { height, width, channels, normalise } = totemInfo(Number(size), 0, 0);
    return {
      height,
      width,
      channels,
      normalise,
      classes: count,
      trainCount: count * views,
      testCount: testIdentities * retrieval.pictures,
      classNames: Array.from({ length: count }, (_, identity) => `identity ${identity}`),
      hierarchies: [],
      retrieval,
    };
  },
  // What draws comes with the first picture: forms and networks need none.
  load: async (values, experimentSeed, options) =>
    (await import("./loadIdentities")).loadIdentities(settingsOf(values, experimentSeed), options),
  picture: async (values, experimentSeed, split, index) =>
    (await import("./loadIdentities")).identityPicture(settingsOf(values, experimentSeed), split, index),
});

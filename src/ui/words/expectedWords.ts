import type { ConfigFault, Expected, Found } from "../../schema/expected";
import { sentenceOf, type Sentences } from "./sentences";

/** What would have been accepted: goes on behind "expected" and "Accepts". */
const expectations: Sentences<Expected> = {
  number: ({ whole, min, max }) => `${whole ? "a whole number" : "a number"} from ${min} to ${max}`,
  oneOf: ({ names }) => `one of ${names.join(", ") || "no settings"}`,
  onOff: () => "1 or 0",
  imagesKey: ({ digits }) => `the ${digits} hexadecimal digits of a set of images`,
  shortName: ({ most }) => `at most ${most} letters, digits, dots and hyphens`,
  weightsKey: ({ digits }) => `the ${digits} hexadecimal digits of a finished run's weights`,
  wholeNumbers: ({ most, min, max }) => `at most ${most} whole numbers from ${min} to ${max}, joined by dots`,
  depth: ({ perBlock, others, nearest }) => `${perBlock}n + ${others} such as ${nearest.join(" or ")}`,
  twoConvolutions: () => "at least two convolutions such as 2 or 1.1",
  shift: ({ most, side }) => `at most ${most} for images of ${side} px`,
  object: () => "an object",
  list: ({ most }) => `a list of at most ${most}`,
  shortText: () => "a short text",
  place: () => "input, stem or a place such as s1b2",
  once: () => "each setting once",
  known: () => "a setting that this version knows",
  nextArm: ({ letter }) => `arms in order (${letter} next)`,
  printable: ({ most }) => `at most ${most} printable characters, encoded`,
  forks: ({ most }) => `at most ${most} forks`,
  forkText: () => "site~design~weight~rate",
  version: () => "a version",
  hardware: () => "a backend and vendor",
  digest: () => "16 digits from 0 to f",
  finals: () => "a percentage for every head of every arm",
  curves: () => "accuracy curves of this experiment",
  map: () => "an agreement map of this experiment",
  teacher: () => "the weights of a finished run of this network, trained with CDS",
  contrastBatch: ({ most }) => `at most ${most} images for a contrastive method`,
  inputFork: () => "a fork at the input, for updates that alternate",
  otherView: () => "the other view of the image, as long as labels are missing",
  noGate: () => "no gate, as long as labels are missing",
  projection: () => "a projection head, for its contrastive term",
  part: () => "a part such as 2-4, the second of four",
  aMethod: () => "at least one method",
  methods: ({ most }) => `at most ${most} methods`,
  seeds: ({ most }) => `1 to ${most} seeds`,
  rows: ({ most }) => `at most ${most} rows (methods × designs × weights × values)`,
  runs: ({ most }) => `at most ${most} runs (rows × placements × seeds)`,
  sites: ({ most }) => `1 to ${most} different sites`,
  values: ({ most }) => `1 to ${most} values`,
  ownSetting: () => "a setting of this experiment",
  varied: () => "a setting and its values, such as backbone.width=8,16",
  seedList: () => "whole numbers from 0 to 2147483647, joined by commas",
};

const findings: Sentences<Found> = {
  nothing: () => "nothing",
  shown: ({ text }) => text,
  list: ({ length }) => `a list of ${length}`,
  object: () => "an object",
};

/** `a whole number from 1 to 64` */
export function expectedText(expected: Expected): string {
  return sentenceOf(expectations, expected);
}

/** `expected a whole number from 1 to 64, got "abc"` */
export function configText({ expected, got }: ConfigFault): string {
  // A gate is several settings at once, so that no value of it can be shown.
  const found = expected.code === "noGate" ? '"a gate"' : sentenceOf(findings, got);
  return `expected ${expectedText(expected)}, got ${found}`;
}

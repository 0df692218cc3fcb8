import type { Splits } from "../catalog/datasets/dataset";
import { imageAt } from "../data/imageAt";
import { datasetInfoOf } from "../experiment/network";
import { validationSet } from "../experiment/validationSet";
import type { RunRecord } from "../record/runRecord";
import { answersOf, confidentMistakes, samplesAt } from "../record/samples";
import type { LoggedPicture } from "./tensorboard";

/** Of each kind, as in the page. */
const SHOWN = 20;

/** Whether a run kept what an arm's heads said of single pictures. */
export const hasSamples = ({ experiment, arms }: RunRecord): boolean =>
  datasetInfoOf(experiment).retrieval === undefined && arms.some((arm) => samplesAt(arm) !== undefined);

/**
 * The pictures of the page's sample wall at the last evaluation: the first ones, and those on which a head of the arm is wrong and
 * sure. The tag says which picture it is, what it shows, and what each head takes it for.
 * @param index the arm's.
 */
export function samplePictures(record: RunRecord, index: number, splits: Splits): readonly LoggedPicture[] {
  const { experiment } = record;
  const arm = record.arms[index];
  const samples = arm && samplesAt(arm);
  if (samples === undefined) return [];
  const { classNames } = datasetInfoOf(experiment);
  const set = samples.split === "test" ? splits.test : validationSet(splits, experiment);
  const heads = Object.entries(samples.heads).map(([branch, packed]) => ({ branch, ...answersOf(packed) }));
  const nameOf = (label: number): string => classNames[label] ?? String(label);
  const { height, width, channels } = set;
  const picture = (group: string, image: number): LoggedPicture => {
    const said = heads.map(({ branch, guesses }) => `${branch}: ${nameOf(guesses[image] ?? -1)}`);
    return {
      tag: [`${group}/${samples.split} ${image}: ${nameOf(set.labels[image] ?? -1)}`, ...said].join(" | "),
      step: samples.step,
      height,
      width,
      channels,
      bytes: imageAt(set, image),
    };
  };
  const first = Array.from({ length: Math.min(SHOWN, samples.images, set.count) }, (_, image) => image);
  return [
    ...first.map((image) => picture("samples", image)),
    ...confidentMistakes(heads, set.labels, SHOWN).map((image) => picture("mistakes", image)),
  ];
}

import type { Experiment } from "../../experiment/experiment";
import type { SweepFill } from "../../store/viewState";
import { designNames } from "../../sweep/designNames";
import { MAX_SEEDS, makeSweep, sitesOf, type Sweep } from "../../sweep/sweep";
import { parsePart, parseWeights, setupIssue } from "../../sweep/sweepLink";
import { formatNumber } from "../../schema/formatNumber";
import { whatText } from "../words/issueWords";
import { sweepWords } from "../words/sweepWords";

/** The form of a sweep: choices, and what was typed as it was typed. */
export interface SweepChoices {
  readonly sites: readonly string[];
  readonly methods: readonly string[];
  /** None: each method's own. */
  readonly designs: readonly string[];
  /** Empty: each method's own. */
  readonly weights: string;
  /** A path such as `backbone.width`; empty: none. */
  readonly field: string;
  readonly values: string;
  readonly seeds: string;
  /** `2-4`; empty: all. */
  readonly part: string;
}

/** The form as a sweep fills it, or for none as the experiment on display does. */
export function choicesOf(sweep: Sweep | undefined, experiment: Experiment): SweepChoices {
  const { arms } = sweep?.base ?? experiment;
  const forked = [...new Set(arms.flatMap(({ forks }) => forks.map(({ site }) => site)))];
  return {
    sites: sweep === undefined ? forked : sitesOf(sweep),
    methods: [...new Set(arms.map(({ method }) => method.kind))],
    designs: sweep?.designs ?? [],
    weights: sweep?.weights?.map(formatNumber).join(", ") ?? "",
    field: sweep?.further?.path ?? "",
    values: sweep?.further?.values.join(", ") ?? "",
    seeds: (sweep?.seeds ?? [experiment.seed]).join(", "),
    part: sweep?.part === undefined ? "" : `${sweep.part.number}-${sweep.part.of}`,
  };
}

/** The form with what is to be tried; everything else as for the experiment. */
export function filledChoices({ sites, methods, seeds }: SweepFill, experiment: Experiment): SweepChoices {
  return { ...choicesOf(undefined, experiment), sites, methods, seeds: seeds.join(", ") };
}

/** The sweep that a form describes, or what is wrong with it. */
export function sweepOfChoices(
  base: Experiment,
  choices: SweepChoices,
): { readonly sweep: Sweep } | { readonly problem: string } {
  const seeds = listOf(choices.seeds);
  if (!seeds.every((seed) => /^\d{1,10}$/.test(seed) && Number(seed) < 2 ** 31) || seeds.length > MAX_SEEDS) {
    return { problem: sweepWords.badSeeds };
  }
  const values = listOf(choices.values);
  try {
    const sweep = makeSweep(base, {
      sites: choices.sites,
      methods: choices.methods,
      designs: choices.designs.filter((name) => designNames.includes(name)),
      weights: parseWeights(listOf(choices.weights), sweepWords.weights),
      ...(choices.field === "" || values.length === 0 ? {} : { further: { path: choices.field, values } }),
      seeds: seeds.map(Number),
      ...(choices.part === "" ? {} : { part: parsePart(choices.part, sweepWords.part) }),
    });
    return { sweep };
  } catch (error) {
    const issue = setupIssue(error);
    if (issue === undefined) throw error;
    return { problem: `${issue.path}: ${whatText(issue.what)}` };
  }
}

function listOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

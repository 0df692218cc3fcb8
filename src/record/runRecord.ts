import type { Fallback } from "../catalog/combining/combiner";
import type { Experiment } from "../experiment/experiment";
import { armTitle } from "../experiment/network";
import { ARM_LETTERS } from "../experiment/experiment";
import type { GroupProducts } from "../graph/gradientNoise";
import type { BranchId, SiteId, StageId } from "../graph/networkGraph";
import { MAIN } from "../graph/networkGraph";
import type {
  ByBranch,
  Calibrated,
  Divergence,
  EarlyStop,
  EngineRecord,
  FeatureRecord,
  HeadSamples,
  ProbeRecord,
  RankedQuery,
  WireError,
} from "../protocol/event";
import { networksOf, sharedWithMain, type SharedLayers } from "../experiment/networks";
import type { Split } from "../experiment/validation";
import { emptySeries, type Series } from "./series";
import type { Nth } from "./thinned";

export type RunPhase = "preparing" | "running" | "paused" | "completed" | "stopped" | "diverged" | "failed";

/** How far a part of the preparation has come. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** Everything known of one run; folded from its events alone, so that a saved stream gives the same record. */
export interface RunRecord {
  readonly run: string;
  readonly experiment: Experiment;
  readonly phase: RunPhase;
  readonly preparing: { readonly [what in "data" | "engine" | "kernels"]?: Progress };
  readonly engine?: EngineRecord;
  /** Some of its steps were made on another engine than the last ones. */
  readonly engineChanged?: true;
  readonly budget: number;
  readonly stepsPerEpoch: number;
  /** Updates done. */
  readonly step: number;
  readonly learningRate: Series;
  readonly stepMs: Series;
  readonly probeMs: Series;
  readonly arms: readonly ArmCurves[];
  /** Features of all heads by evaluation, where the experiment asks for them, oldest first; of a long run not all are kept. */
  readonly features: readonly (FeatureRecord & { readonly step: number } & Nth)[];
  /** Why the run last went back to an earlier step and on from there. */
  readonly restart?: WireError;
  /** The step that it then went on from. */
  readonly restartStep?: number;
  readonly divergence?: Divergence;
  /** It ended before its budget because no arm improved any more. */
  readonly early?: EarlyStop;
  readonly error?: WireError;
}

export type SeriesBy<K extends string> = { readonly [key in K]?: Series };

/** The curves of one arm. */
export interface ArmCurves {
  readonly letter: string;
  readonly title: string;
  readonly branches: readonly BranchId[];
  readonly terms: readonly string[];
  /** Kernel variants that the run used, by shape; empty before it started and for tfjs. */
  readonly variants: { readonly [shape: string]: string };
  /** SHA-256 of the weights that it started from, where the seed did not draw them. */
  readonly start?: string;
  /** The minimised sum. */
  readonly total: Series;
  /** Where a rule combines the losses: what each head's loss counted from a step on. */
  readonly weights: SeriesBy<BranchId>;
  /** By reason: the steps at which the sum stood in for the rule. */
  readonly fallbacks: SeriesBy<Fallback>;
  /** Length of each step's gradient, where the arm clips it. */
  readonly norm: Series;
  /** What it was multiplied by, at the steps at which it was too long. */
  readonly clipped: Series;
  /** Unweighted, by term id. */
  readonly losses: SeriesBy<string>;
  /** What probed steps did for each head's loss on the labels, where the experiment asks for it; see `stepGains.ts`. */
  readonly gains: { readonly [reading in "cosine" | "predicted" | "realised"]?: SeriesBy<BranchId> };
  /** On the training batches, before the update. */
  readonly trainAccuracy: SeriesBy<BranchId>;
  /**
   * On fixed images of the watched split (`watchedSplit` of the experiment), by metric series and branch: `accuracy`, `nll`,
   * `accuracy/texture`.
   */
  readonly metrics: { readonly [series: string]: SeriesBy<BranchId> };
  /** On the whole test set, at the end. */
  readonly final?: {
    readonly images: number;
    readonly values: { readonly [series: string]: ByBranch };
    /** With each head's temperature from the validation images, where there are any. */
    readonly calibrated?: { readonly [branch: BranchId]: Calibrated };
  };
  /** On all validation images, at the end of a run that has any. */
  readonly validated?: { readonly images: number; readonly values: { readonly [series: string]: ByBranch } };
  /** What a branch shares with main, known from the graph; other stages have no shared path. */
  readonly shared: ReadonlyMap<BranchId, SharedLayers>;
  /** Live probes: main's loss against a branch's, by branch and stage. */
  readonly agreement: { readonly [branch: BranchId]: SeriesBy<StageId> };
  /** ‖branch's gradient‖ / ‖main's gradient‖, by branch and stage. */
  readonly normRatio: { readonly [branch: BranchId]: SeriesBy<StageId> };
  /**
   * Every measure of every comparison, by `measure/part`, branch and stage: `cosine/whole`. Part `ce` compares the label
   * losses of main and a branch, `whole` their losses as trained, `rest` what a branch is taught beyond the labels with its
   * own label loss. Measures of all losses together stand under the branch `main`.
   */
  readonly measures: { readonly [measure: string]: { readonly [branch: BranchId]: SeriesBy<StageId> } };
  /** Gradients at the fork, image by image, by branch: mean cosine and share of images in conflict. */
  readonly features: { readonly [branch: BranchId]: { readonly cosine: Series; readonly conflict: Series } };
  /** What each head said of the evaluation images, by evaluation, oldest first; of a long run not all are kept. */
  readonly samples: readonly (ArmSamples & Nth)[];
  /** Where identities are looked for: the ranked lists of a few fixed queries, likewise. */
  readonly rankings: readonly (ArmRankings & Nth)[];
  /** Same loss on two halves of the batch, by stage. */
  readonly splitHalf: SeriesBy<StageId>;
  /** Cosine of the label losses of every two heads on a block that both reach, by pair (`main|s1b1`) and block (`stem`, `s1b1`). */
  readonly blocks: { readonly [pair: string]: SeriesBy<SiteId> };
  /** Inner products of the label losses' gradients, stage by stage, oldest probe first; of a long run not all are kept. */
  readonly grams: readonly (GramProbe & Nth)[];
  /** Of probes that measure the noise; other probes leave no gap. */
  readonly noise: NoiseCurves;
  /** At the end on fixed images; never mixed with the live curve. */
  readonly referenceBatches?: readonly { readonly step: number; readonly probe: ProbeRecord }[];
  /** The mean of these batches' cosines. */
  readonly reference?: { readonly [branch: BranchId]: { readonly [stage: StageId]: number | null } };
}

export interface GramProbe {
  readonly step: number;
  /** Rows and columns. */
  readonly heads: readonly BranchId[];
  /** `[heads × heads]` of each stage, summed over its layers. */
  readonly stages: { readonly [stage: StageId]: Float64Array };
}

/** How far what a probe found would move with other images. */
export interface NoiseCurves {
  /** The lowest and the highest of the ways to cut a batch in halves, by stage. */
  readonly low: SeriesBy<StageId>;
  readonly high: SeriesBy<StageId>;
  /** Half the width of the agreement's 95 % interval, by branch and stage. */
  readonly within: { readonly [branch: BranchId]: SeriesBy<StageId> };
  /** Signal to noise of an image's gradient, by branch, main's included, and stage. */
  readonly signal: { readonly [branch: BranchId]: SeriesBy<StageId> };
  /** What they were read from, oldest first; of a long run not all are kept. */
  readonly probes: readonly (NoiseProbe & Nth)[];
}

export interface NoiseProbe {
  readonly step: number;
  readonly layers: ProbeRecord["layers"];
  readonly groups: GroupProducts;
}

/** One evaluation's answers, by branch. */
export interface ArmSamples {
  readonly step: number;
  readonly images: number;
  readonly final: boolean;
  /** Which images they are answers to. */
  readonly split: Split;
  readonly heads: { readonly [branch: BranchId]: HeadSamples };
}

/** One evaluation's ranked lists, by branch. */
export interface ArmRankings {
  readonly step: number;
  readonly heads: { readonly [branch: BranchId]: readonly RankedQuery[] };
}

/** A run before its first event. */
export function newRun(run: string, experiment: Experiment): RunRecord {
  return {
    run,
    experiment,
    phase: "preparing",
    preparing: {},
    budget: experiment.training.budget,
    stepsPerEpoch: 1,
    step: 0,
    learningRate: emptySeries,
    stepMs: emptySeries,
    probeMs: emptySeries,
    features: [],
    arms: experiment.arms.map((arm, index): ArmCurves => {
      const network = networksOf(experiment).arms[index];
      return {
        letter: ARM_LETTERS[index] ?? "D",
        title: armTitle(arm),
        branches: network?.graph.heads.map(({ branch }) => branch) ?? [MAIN],
        terms: network?.plan.terms.map(({ id }) => id) ?? [],
        variants: {},
        total: emptySeries,
        weights: {},
        norm: emptySeries,
        clipped: emptySeries,
        fallbacks: {},
        losses: {},
        gains: {},
        trainAccuracy: {},
        metrics: {},
        shared: network === undefined ? new Map() : sharedWithMain(network.graph),
        agreement: {},
        normRatio: {},
        measures: {},
        features: {},
        samples: [],
        rankings: [],
        splitHalf: {},
        blocks: {},
        grams: [],
        noise: { low: {}, high: {}, within: {}, signal: {}, probes: [] },
      };
    }),
  };
}

/** Nothing more will come. */
export function isOver(phase: RunPhase): boolean {
  return phase === "completed" || phase === "stopped" || phase === "diverged" || phase === "failed";
}

import { measures } from "../../catalog/measures";
import type { Measure } from "../../catalog/measures/measure";
import type { Experiment } from "../../experiment/experiment";
import type { ProbePart } from "../../graph/agreement";
import { MAIN, type BranchId, type StageId } from "../../graph/networkGraph";
import { measureKey } from "../../record/measuring";
import { branchesOf, networksOf } from "../../experiment/networks";
import type { Ghost } from "../../record/ghost";
import type { ArmCurves, RunRecord } from "../../record/runRecord";
import { extentOf, runningMean, type Series } from "../../record/series";
import type { AgreementMeasure } from "../../store/viewState";
import { armStyle } from "../common/armStyle";
import { cosineText, decimal, loss } from "../words/format";
import { strings } from "../words/strings";
import { stageName } from "../words/wording";
import type { ChartLine, ChartPanel } from "./chartPanel";
import { roundAxis } from "../common/axis";
import { sharedStagesOf } from "./sharedStages";

export interface AgreementRequest {
  readonly experiment: Experiment;
  readonly record: RunRecord | undefined;
  readonly ghost?: Ghost | undefined;
  readonly shown: readonly number[];
  readonly pair: BranchId | undefined;
  readonly measure: AgreementMeasure;
  readonly part: ProbePart;
}

/** A registered measure's curve of one comparison; undefined where the run has none. */
export function measureSeries(
  arm: ArmCurves | undefined,
  measure: keyof typeof measures,
  part: ProbePart,
  branch: BranchId,
  stage: StageId,
): Series | undefined {
  // Runs kept before there were measures have the cosine of the labels alone.
  if (measure === "cosine" && part === "ce") return arm?.agreement[branch]?.[stage];
  if (measure === "ratio" && part === "ce") return arm?.normRatio[branch]?.[stage];
  return arm?.measures[measureKey(measure, part)]?.[branch]?.[stage];
}

/** Every curve of a measure, of each pair that the map draws: what a file of values holds, each once. */
export function everyAgreementLine(
  request: Omit<AgreementRequest, "pair">,
  branches: readonly BranchId[],
): readonly ChartLine[] {
  const all = branches.flatMap((pair) => agreementPanels({ ...request, pair }).flatMap(({ lines }) => lines));
  return [...new Map(all.map((one) => [one.name, one])).values()];
}

/** One panel per stage that the chosen pair shares, or all losses share; at the fork, one per reading. */
export function agreementPanels(request: AgreementRequest): readonly ChartPanel[] {
  const { experiment, record, ghost, shown, pair, measure, part } = request;
  if (pair === undefined) return [];
  if (measure === "fork") return forkPanels(request, pair);
  const entry: Measure = measures[measure];
  const together = entry.of === "all";
  const branch = together ? MAIN : pair;
  const stages = together ? stagesOfAll(experiment, shown) : sharedStagesOf(experiment, shown, pair);
  const all = stages.map((stage) => ({
    stage,
    lines: shown.flatMap((arm) => {
      const own = record?.arms[arm];
      const usual = measure === "cosine" && part === "ce";
      const halves = usual ? own?.splitHalf[stage] : undefined;
      // One draw of half a batch says little; their mean is the level that a cosine is compared with.
      const compared = halves && runningMean(halves);
      return [
        ...line("ghost", arm, `ghost/${stage}`, usual ? ghost?.arms[arm]?.agreement?.[branch]?.[stage] : undefined),
        ...line("reference", arm, `splitHalf/${stage}`, compared, usual ? bandOf(own, stage) : {}),
        ...line(
          "value",
          arm,
          `${measure}/${part}/${branch}/${stage}`,
          measureSeries(own, measure, part, branch, stage),
          usual ? whiskersOf(own, branch, stage) : {},
        ),
      ];
    }),
  }));
  const axis = axisOf(
    entry.axis,
    all.flatMap(({ lines }) => lines.map(({ series }) => series)),
  );
  return all.map(({ stage, lines }) => ({
    key: stage,
    title: together ? strings.agreement.allLosses(stageName(stage)) : stageName(stage),
    lines,
    ...axis,
  }));
}

function forkPanels({ record, shown }: AgreementRequest, pair: BranchId): readonly ChartPanel[] {
  const read = (kind: "cosine" | "conflict", title: string, axis: Measure["axis"]): ChartPanel => {
    const lines = shown.flatMap((arm) =>
      line("value", arm, `fork/${kind}/${pair}`, record?.arms[arm]?.features[pair]?.[kind]),
    );
    return {
      key: kind,
      title,
      lines,
      ...axisOf(
        axis,
        lines.map(({ series }) => series),
      ),
    };
  };
  return [
    read("cosine", strings.agreement.forkCosine, measures.cosine.axis),
    read("conflict", strings.agreement.forkConflict, measures.conflict.axis),
  ];
}

function stagesOfAll(experiment: Experiment, shown: readonly number[]): readonly StageId[] {
  const shared = new Set(branchesOf(experiment, shown).flatMap((branch) => sharedStagesOf(experiment, shown, branch)));
  return networksOf(experiment).trunk?.stages.filter((stage) => shared.has(stage)) ?? [];
}

type Axis = Pick<ChartPanel, "low" | "high" | "ticks" | "shaded" | "text" | "tickText"> & { readonly neutral?: number };

/** The entry's own axis; a cosine shows less below zero until something is there. */
function axisOf({ low, high, neutral }: Measure["axis"], drawn: readonly Series[]): Axis {
  const named = neutral === undefined ? {} : { neutral };
  const tickText = (value: number): string =>
    decimal(value, Number.isInteger(value) ? 0 : value * 10 === Math.round(value * 10) ? 1 : 2);
  if (low < 0) {
    const least = Math.min(1, ...drawn.map((series) => extentOf(series).least));
    const shallow = least >= -0.05;
    const ticks = shallow ? [0, 0.5, 1] : [-1, 0, 0.5, 1];
    return { low: shallow ? -0.25 : low, high: high ?? 1, ticks, shaded: true, text: cosineText, tickText, ...named };
  }
  const axis = roundAxis(low, high ?? Math.max(1, neutral ?? 0, ...drawn.map((series) => extentOf(series).most)));
  return { ...axis, text: high === undefined ? loss : cosineText, tickText, ...named };
}

/** Means of the probes so far, as the line's: between what the three ways to cut a batch lie. */
function bandOf(arm: ArmCurves | undefined, stage: StageId): Pick<ChartLine, "band"> {
  const [low, high] = [arm?.noise.low[stage], arm?.noise.high[stage]];
  return low === undefined || high === undefined ? {} : { band: { low: runningMean(low), high: runningMean(high) } };
}

function whiskersOf(arm: ArmCurves | undefined, branch: BranchId, stage: StageId): Pick<ChartLine, "within"> {
  const within = arm?.noise.within[branch]?.[stage];
  return within === undefined ? {} : { within };
}

function line(
  role: "value" | "reference" | "ghost",
  arm: number,
  path: string,
  series: Series | undefined,
  noise: Pick<ChartLine, "within" | "band"> = {},
): readonly ChartLine[] {
  if (series === undefined) return [];
  return [{ key: `${role}${arm}`, arm, role, series, name: `${armStyle(arm).letter}/${path}`, ...noise }];
}

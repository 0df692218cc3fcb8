import { MAIN, type BranchId } from "../../graph/networkGraph";
import { headlineMetric } from "../../experiment/headlineMetric";
import { backboneEntry, datasetEntry, datasetInfoOf } from "../../experiment/network";
import { metrics } from "../../catalog/metrics";
import { agreementAt, headlineStage, metricAt } from "../../record/compare";
import { branchesOf, networksOf } from "../../experiment/networks";
import type { RunRecord } from "../../record/runRecord";
import { cosineText, count, share } from "../words/format";
import { shareStrings } from "../words/shareStrings";
import { strings } from "../words/strings";
import { branchName, stageName } from "../words/wording";

/** What a run came to, in the words of the page: for a picture and for a text. */
export interface ShareResults {
  /** Network and data. */
  readonly what: string;
  /** Of the headline metric. */
  readonly metric: string;
  /** Heads, main first. */
  readonly heads: readonly string[];
  /** `Agreement, stage 1`; undefined where no two losses share weights. */
  readonly agreement: string | undefined;
  readonly arms: readonly {
    readonly letter: string;
    readonly title: string;
    /** One per head. */
    readonly values: readonly string[];
    readonly agreement: string;
  }[];
  /** Step, images, seed. */
  readonly where: string;
}

export function shareResults(record: RunRecord): ShareResults {
  const { experiment, arms } = record;
  const trunk = networksOf(experiment).trunk;
  const metric = headlineMetric(datasetInfoOf(experiment));
  const branches: readonly BranchId[] = branchesOf(
    experiment,
    arms.map((_, index) => index),
  );
  const heads = [MAIN, ...branches];
  const [pair] = branches;
  const stage = pair === undefined ? undefined : headlineStage(arms, pair);
  const { backbone, dataset, seed } = experiment;
  const images = arms[0]?.final?.images;
  return {
    what: `${backboneEntry(backbone.kind).name(backbone)}, ${datasetEntry(dataset.kind).name(dataset)}`,
    metric: metrics[metric].axis.label,
    heads: heads.map((branch) => (branch === MAIN ? strings.diagram.mainHead : branchName(trunk, branch))),
    agreement:
      stage === undefined
        ? undefined
        : `${strings.verdict.agreement} ${strings.verdict.inStage(stageName(stage).toLowerCase())}`,
    arms: arms.map((arm) => {
      const agreement = pair === undefined || stage === undefined ? undefined : agreementAt(arm, pair, stage);
      return {
        letter: arm.letter,
        title: arm.title,
        values: heads.map((branch) => {
          const value = metricAt(arm, metric, branch)?.value;
          return value === undefined ? "–" : share(value);
        }),
        agreement: agreement?.kind === "measured" ? cosineText(agreement.value) : "–",
      };
    }),
    where: shareStrings.where(count(record.step), images === undefined ? undefined : count(images), seed),
  };
}

/** The results as Markdown: a link, a table, what they stand on. */
export function shareMarkdown(title: string, link: string, record: RunRecord | undefined): string {
  const head = `[${plain(title)}](${link})`;
  if (record === undefined || record.step === 0) return head;
  const { what, metric, heads, agreement, arms, where } = shareResults(record);
  const columns = [...heads, ...(agreement === undefined ? [] : [agreement])];
  const row = (cells: readonly string[]): string => `| ${cells.map(plain).join(" | ")} |`;
  return [
    head,
    "",
    `${plain(what)}. ${metric}:`,
    "",
    row([shareStrings.arm, ...columns]),
    `| --- |${" ---: |".repeat(columns.length)}`,
    ...arms.map(({ letter, title: name, values, agreement: own }) =>
      row([`${letter} ${name}`, ...values, ...(agreement === undefined ? [] : [own])]),
    ),
    "",
    where,
  ].join("\n");
}

/** Without what Markdown reads as its own. */
function plain(text: string): string {
  return text.replace(/[[\]|<>*_`\\]/g, "");
}

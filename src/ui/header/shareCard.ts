import { MAIN } from "../../graph/networkGraph";
import { metrics } from "../../catalog/metrics";
import { headlineMetric } from "../../experiment/headlineMetric";
import { datasetInfoOf } from "../../experiment/network";
import { decimate } from "../../record/decimate";
import type { RunRecord } from "../../record/runRecord";
import { coloursOf } from "../common/colourOf";
import { count, decimal } from "../words/format";
import { shareStrings } from "../words/shareStrings";
import { strings } from "../words/strings";
import { shareResults } from "./shareResults";

const WIDTH = 1200;
const HEIGHT = 630;
const CHART = { x: 110, y: 165, width: 660, height: 330 };
const BESIDE = 810;
/** Beside the colours, dashes tell arms apart. */
const DASHES: readonly (readonly number[])[] = [[10, 6], [], [3, 6], [14, 6, 3, 6]];
const ARM_COLOURS = ["--arm-a", "--arm-b", "--arm-c", "--arm-d"] as const;
/** Characters of the link in a line of small print, and its lines. */
const PER_LINE = 118;
const MOST_LINES = 3;

/**
 * A run as a picture for where links have no preview: settings, main heads over the steps with axes, what each arm came
 * to, agreement and link.
 * @returns undefined where the browser cannot draw.
 */
export async function shareCard(record: RunRecord, link: string): Promise<Blob | undefined> {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = canvas.getContext("2d");
  if (pen === null) return undefined;
  const ink = coloursOf(["--ink", "--ink-2", "--paper", "--grid", "--line-strong", ...ARM_COLOURS]);
  const font = getComputedStyle(document.body).fontFamily;
  const text = (
    words: string,
    x: number,
    y: number,
    { size = 20, weight = 400, fill = ink["--ink"], align = "left" as CanvasTextAlign, most = WIDTH } = {},
  ): void => {
    pen.font = `${weight} ${size}px ${font}`;
    pen.fillStyle = fill;
    pen.textAlign = align;
    pen.fillText(words, x, y, most);
  };
  const quiet = { size: 17, fill: ink["--ink-2"] };
  const results = shareResults(record);
  const metric = headlineMetric(datasetInfoOf(record.experiment));
  pen.fillStyle = ink["--paper"];
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  text(strings.brand, 60, 62, { size: 32, weight: 700 });
  text(results.what, 60, 98, { size: 21, fill: ink["--ink-2"], most: WIDTH - 120 });
  text(`${results.metric}, ${strings.diagram.mainHead.toLowerCase()}`, CHART.x - 50, 145, quiet);

  const curves = record.arms.map((arm) => {
    const series = arm.metrics[metric]?.[MAIN];
    return series === undefined ? [] : decimate(series);
  });
  const { low, high } = metrics[metric].axis;
  const bottom = low ?? 0;
  const top = high ?? 1;
  const end = Math.max(1, record.budget);
  const x = (step: number): number => CHART.x + (CHART.width * step) / end;
  const y = (value: number): number => CHART.y + CHART.height * (1 - (value - bottom) / (top - bottom));
  pen.lineWidth = 1;
  for (let tick = 0; tick <= 5; tick += 1) {
    const value = bottom + ((top - bottom) * tick) / 5;
    pen.strokeStyle = tick === 0 ? ink["--line-strong"] : ink["--grid"];
    pen.beginPath();
    pen.moveTo(CHART.x, y(value));
    pen.lineTo(CHART.x + CHART.width, y(value));
    pen.stroke();
    text(decimal(value, 1), CHART.x - 10, y(value) + 6, { ...quiet, align: "right" });
    if (tick % 5 !== 0 && end < 5) continue;
    const step = Math.round((end * tick) / 5);
    text(count(step), x(step), CHART.y + CHART.height + 24, { ...quiet, align: "center" });
  }
  text(shareStrings.stepAxis, CHART.x + CHART.width / 2, CHART.y + CHART.height + 48, { ...quiet, align: "center" });

  pen.lineWidth = 4;
  curves.forEach((curve, index) => {
    pen.strokeStyle = ink[ARM_COLOURS[index] ?? "--arm-d"];
    pen.setLineDash([...(DASHES[index] ?? [])]);
    for (const run of unbroken(curve)) {
      pen.beginPath();
      for (const { step, value } of run) pen.lineTo(x(step), y(value));
      pen.stroke();
    }
  });

  results.arms.forEach(({ letter, title, values, agreement }, index) => {
    const high4 = 96;
    const at = CHART.y + 18 + high4 * index;
    const colour = ink[ARM_COLOURS[index] ?? "--arm-d"];
    pen.strokeStyle = colour;
    pen.setLineDash([...(DASHES[index] ?? [])]);
    pen.beginPath();
    pen.moveTo(BESIDE, at - 8);
    pen.lineTo(BESIDE + 48, at - 8);
    pen.stroke();
    const most = WIDTH - BESIDE - 100;
    text(`${letter} ${title}`, BESIDE + 60, at, { size: 24, weight: 600, fill: colour, most });
    const [main = "–", ...others] = values;
    text(main, BESIDE + 60, at + 34, { size: 28, weight: 700 });
    const rest = others.map((value, head) => `${results.heads[head + 1] ?? ""} ${value}`).join(", ");
    text(rest, BESIDE + 140, at + 32, { ...quiet, most: WIDTH - BESIDE - 180 });
    if (results.agreement !== undefined) {
      text(`${results.agreement}: ${agreement}`, BESIDE + 60, at + 58, { ...quiet, most });
    }
  });
  pen.setLineDash([]);
  text(results.where, 60, 572, quiet);
  const lines = link.match(new RegExp(`.{1,${PER_LINE}}`, "g")) ?? [];
  const shown = lines.length <= MOST_LINES ? lines : [shareStrings.linkBeside];
  shown.forEach((line, index) => text(line, 60, 594 + 14 * index, { size: 13, fill: ink["--ink-2"] }));
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), "image/png"));
}

/** The parts of a curve between its gaps: what was not measured is not drawn. */
export function unbroken<P extends { readonly value: number }>(curve: readonly P[]): readonly (readonly P[])[] {
  const runs: P[][] = [[]];
  for (const point of curve) {
    if (Number.isFinite(point.value)) runs.at(-1)?.push(point);
    else runs.push([]);
  }
  return runs.filter((run) => run.length > 0);
}

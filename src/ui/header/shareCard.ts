import { MAIN } from "../../graph/networkGraph";
import { ARM_LETTERS } from "../../experiment/experiment";
import { headlineMetric } from "../../experiment/headlineMetric";
import { backboneEntry, datasetEntry, datasetInfoOf } from "../../experiment/network";
import { decimate } from "../../runs/decimate";
import type { RunRecord } from "../../runs/runRecord";
import { share } from "../common/format";
import { strings } from "../strings";

const WIDTH = 1200;
const HEIGHT = 630;
const CHART = { x: 80, y: 150, width: 760, height: 380 };
/** Beside the colours of the light theme, dashes tell arms apart. */
const DASHES: readonly (readonly number[])[] = [[10, 6], [], [3, 6], [14, 6, 3, 6]];

/**
 * A run as a picture for where links have no preview: settings, main accuracies over the steps, final values.
 * @returns undefined where the browser cannot draw.
 */
export async function shareCard(record: RunRecord): Promise<Blob | undefined> {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = canvas.getContext("2d");
  if (pen === null) return undefined;
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const { experiment } = record;
  const text = (words: string, x: number, y: number, size: number, weight = 400, fill = colour("--ink")): void => {
    pen.font = `${weight} ${size}px ${colour("--font")}`;
    pen.fillStyle = fill;
    pen.fillText(words, x, y);
  };
  pen.fillStyle = colour("--paper");
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  text(strings.brand, 80, 80, 34, 700);
  const what = `${backboneEntry(experiment.backbone.kind).name(experiment.backbone)}, ${datasetEntry(experiment.dataset.kind).name(experiment.dataset)}`;
  text(what, 80, 118, 22, 400, colour("--ink-2"));
  pen.strokeStyle = colour("--line-strong");
  pen.strokeRect(CHART.x, CHART.y, CHART.width, CHART.height);
  const metric = headlineMetric(datasetInfoOf(experiment));
  record.arms.forEach((arm, index) => {
    const series = arm.metrics[metric]?.[MAIN];
    const letter = ARM_LETTERS[index] ?? "D";
    const ink = colour(`--arm-${letter.toLowerCase()}`);
    pen.strokeStyle = ink;
    pen.lineWidth = 4;
    pen.setLineDash([...(DASHES[index] ?? [])]);
    pen.beginPath();
    for (const { step, value } of series === undefined ? [] : decimate(series)) {
      const x = CHART.x + (CHART.width * step) / record.budget;
      pen.lineTo(x, CHART.y + CHART.height * (1 - value));
    }
    pen.stroke();
    const final = arm.final?.values[metric]?.[MAIN];
    text(`${letter} ${arm.title}`, 880, 200 + 90 * index, 28, 600, ink);
    text(final === undefined ? "–" : share(final), 880, 238 + 90 * index, 34, 700);
  });
  text(strings.share.card(experiment.seed), 80, 590, 22, 400, colour("--ink-2"));
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), "image/png"));
}

import { useRef } from "react";
import { downloadBlob, downloadText } from "../../client/handOut";
import { shownRecord } from "../../store/recordingSlice";
import { currentLink } from "../../store/linkSync";
import { columnsToCsv } from "../../record/exportRun";
import { useLabParts, useRecord } from "../common/labContext";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import { armStyle } from "../common/armStyle";
import { coloursOf } from "../common/colourOf";
import { useShownArms } from "../common/useShownArms";
import type { ChartLine } from "./chartPanel";
import styles from "./Charts.module.css";
import { useAccuracyPanels } from "./useAccuracyPanels";
import { inside } from "./chartX";
import { useEveryAgreementLine } from "./useAgreementPanels";
import { useChartX } from "./useChartX";

/** Marks the panel whose drawing a picture is taken of. */
const CHART_AREA = "data-chart-area";

interface SaveChartProps {
  readonly chart: "accuracy" | "agreement";
}

/** A chart as a file: its values, or its picture with the link and the seed below. */
export function SaveChart({ chart }: SaveChartProps) {
  const record = useRecord();
  return record === undefined || record.step === 0 ? null : chart === "accuracy" ? <SaveAccuracy /> : <SaveAgreement />;
}

function SaveAccuracy() {
  return <SaveMenu chart="accuracy" lines={useAccuracyPanels().flatMap(({ lines }) => lines)} />;
}

function SaveAgreement() {
  return <SaveMenu chart="agreement" lines={useEveryAgreementLine()} />;
}

function SaveMenu({ chart, lines: all }: SaveChartProps & { readonly lines: readonly ChartLine[] }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const { store } = useLabParts();
  const { experiment } = store.getState();
  const record = shownRecord(store.getState());
  const name = `forklab-${record?.run ?? "run"}-${strings.charts.name[chart]}-seed-${experiment.seed}`;
  const x = useChartX();
  const shown = useShownArms();
  const address = (): string => `${window.location.href.replace(/#.*$/, "")}#${currentLink(store)}`;
  const close = (): void => void menu.current?.removeAttribute("open");
  const saveValues = (): void => {
    // What is drawn: the part that is zoomed into, without what belongs to other runs.
    const lines = all
      .filter(({ role }) => role !== "ghost")
      .map(({ name: column, series }) => ({ name: column, series: inside(series, x.steps) }));
    downloadText(`${name}.csv`, "text/csv", columnsToCsv(lines, { link: address(), seed: experiment.seed }));
    close();
  };
  const savePicture = async (kind: "svg" | "png"): Promise<void> => {
    const area = menu.current?.closest(`[${CHART_AREA}]`)?.querySelector("[data-chart-body]");
    if (!(area instanceof HTMLElement)) return;
    const link = address();
    const { chartPicture, pictureAsPng } = await import("./chartPicture");
    const colours = coloursOf(["--arm-a", "--arm-b", "--arm-c", "--arm-d"]);
    const arms = shown.map((arm) => ({
      letter: armStyle(arm).letter,
      title: record?.arms[arm]?.title ?? "",
      colour: Object.values(colours)[arm] ?? "",
    }));
    const scale = chart === "agreement" && area.querySelector("canvas") !== null;
    const svg = chartPicture(area, { title: strings[chart].title, link, seed: experiment.seed, arms, scale });
    close();
    if (kind === "svg") downloadText(`${name}.svg`, "image/svg+xml", svg);
    else downloadBlob(`${name}.png`, await pictureAsPng(svg));
  };
  const { saveCsv, saveSvg, savePng, save } = strings.charts;
  return (
    <details ref={menu} className={styles.save}>
      <summary className={`${controls.button} ${controls.quiet} ${controls.small}`}>{save}</summary>
      <div className={styles.saveList}>
        <button type="button" className={`${controls.button} ${controls.small}`} onClick={saveValues}>
          {saveCsv}
        </button>
        <button
          type="button"
          className={`${controls.button} ${controls.small}`}
          onClick={() => void savePicture("svg")}
        >
          {saveSvg}
        </button>
        <button
          type="button"
          className={`${controls.button} ${controls.small}`}
          onClick={() => void savePicture("png")}
        >
          {savePng}
        </button>
      </div>
    </details>
  );
}

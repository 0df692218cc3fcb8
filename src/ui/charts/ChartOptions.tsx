import { Suspense } from "react";
import type { ChartAxis, Comparison } from "../../store/viewState";
import { armStyle } from "../common/armStyle";
import { useActions, useLab } from "../common/labContext";
import { Segments } from "../common/Segments";
import { useMetric } from "../common/useMetric";
import { useShownArms } from "../common/useShownArms";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import { isShare } from "./accuracyPanels";
import { ChartMore } from "./ChartMore";
import styles from "./Charts.module.css";
import { useChartAxis } from "./useChartAxis";
import { faultWords } from "../words/faultWords";
import { late } from "../faults/late";

const SaveChart = late(faultWords.names.saveChart, async () => (await import("./SaveChart")).SaveChart, "above");
const ZoomMenu = late(faultWords.names.zoom, async () => (await import("./ZoomMenu")).ZoomMenu, "above");

const COMPARISONS: readonly Comparison[] = ["overlay", "split", "difference"];
const AXES: readonly ChartAxis[] = ["steps", "time", "work"];

/** How the curves of both chart panels are drawn: compared, along what, smoothed, on which scale. */
export function ChartOptions() {
  const comparison = useLab((state) => state.comparison);
  const metric = useMetric();
  const smoothing = useLab((state) => state.smoothing);
  const logScale = useLab((state) => state.logScale);
  const axis = useChartAxis();
  const shown = useShownArms();
  const { compareBy, showAxis, smoothBy, toggleLogScale } = useActions();
  const { charts } = strings;
  const [first, second] = shown;
  return (
    <div className={styles.options}>
      {first !== undefined && second !== undefined && (
        <Segments
          label={charts.compare}
          options={COMPARISONS.map((value) => ({
            value,
            label:
              value === "difference"
                ? charts.difference(armStyle(first).letter, armStyle(second).letter)
                : charts.comparisons[value],
          }))}
          value={comparison}
          onChoose={compareBy}
        />
      )}
      <select
        className={`${controls.control} ${controls.boxed} ${styles.option}`}
        aria-label={charts.axis}
        title={charts.axisHelp[axis]}
        value={axis}
        onChange={(event) => {
          const found = AXES.find((one) => one === event.target.value);
          if (found !== undefined) showAxis(found);
        }}
      >
        {AXES.map((one) => (
          <option key={one} value={one} disabled={one !== "steps" && comparison === "difference"}>
            {charts.axes[one]}
          </option>
        ))}
      </select>
      <label className={styles.smoothing}>
        <span>{charts.smoothing}</span>
        <input
          type="range"
          min={0}
          max={0.99}
          step={0.01}
          value={smoothing}
          onChange={(event) => smoothBy(Number(event.target.value))}
        />
      </label>
      {!isShare(metric) && comparison !== "difference" && (
        <label className={styles.check} title={charts.logHelp}>
          <input type="checkbox" checked={logScale} onChange={toggleLogScale} />
          <span>{charts.logScale}</span>
        </label>
      )}
      <span className="grow" />
      <ChartMore>
        <Suspense>
          <ZoomMenu />
          <SaveChart chart="accuracy" />
        </Suspense>
      </ChartMore>
    </div>
  );
}

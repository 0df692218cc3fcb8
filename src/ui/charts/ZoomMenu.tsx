import { useId } from "react";
import { useActions, useLab } from "../common/labContext";
import controls from "../common/controls.module.css";
import { chartStrings } from "../words/chartStrings";
import { useChartX } from "./useChartX";
import styles from "./Charts.module.css";

/** Which part of the run the charts draw and how high, in numbers: the same that dragging across a chart does. */
export function ZoomMenu() {
  const id = useId();
  const { steps } = useChartX();
  const fit = useLab((state) => state.fitHeight);
  const budget = useLab((state) => state.record?.budget ?? state.experiment.training.budget);
  const { zoomTo, toggleFitHeight } = useActions();
  const { charts } = chartStrings;
  return (
    <details className={`${styles.save} ${styles.zoom}`}>
      <summary className={`${controls.button} ${controls.quiet} ${controls.small}`}>{charts.zoom}</summary>
      <div className={styles.saveList}>
        <label className={styles.check}>
          <input type="checkbox" checked={fit} onChange={toggleFitHeight} />
          <span>{charts.fitHeight}</span>
        </label>
        {(["from", "to"] as const).map((end) => (
          <div key={end} className={styles.check}>
            <label htmlFor={`${id}${end}`}>{charts.zoomEnds[end]}</label>
            <input
              id={`${id}${end}`}
              className={`${controls.control} ${controls.boxed} ${styles.zoomNumber}`}
              type="number"
              min={0}
              max={budget}
              // Drawn anew when dragging changed it; typing is taken over when it is done.
              key={steps[end]}
              defaultValue={steps[end]}
              onBlur={({ target }) => {
                const value = target.valueAsNumber;
                if (Number.isFinite(value) && value !== steps[end]) zoomTo({ ...steps, [end]: value });
                else target.value = String(steps[end]);
              }}
              onKeyDown={({ key, currentTarget }) => {
                if (key === "Enter") currentTarget.blur();
              }}
            />
          </div>
        ))}
        <button
          type="button"
          className={`${controls.button} ${controls.small}`}
          disabled={steps.from === 0 && steps.to === budget}
          onClick={() => zoomTo(undefined)}
        >
          {charts.whole}
        </button>
      </div>
    </details>
  );
}

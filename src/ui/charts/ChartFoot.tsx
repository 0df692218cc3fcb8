import { Fragment, Suspense, type ReactNode } from "react";
import { armStyle } from "../common/armStyle";
import { count } from "../words/format";
import { useActions, useLab } from "../common/labContext";
import controls from "../common/controls.module.css";
import { pointOf, type ChartPanel } from "./chartPanel";
import { chartStrings } from "../words/chartStrings";
import { useChartX } from "./useChartX";
import styles from "./Charts.module.css";
import { faultWords } from "../words/faultWords";
import { late } from "../faults/late";

const ListenMenu = late(faultWords.names.listen, async () => (await import("./ListenMenu")).ListenMenu, "above");

interface ChartFootProps {
  readonly panels: readonly ChartPanel[];
  /** What stands here while nobody points at a chart. */
  readonly children?: ReactNode;
}

/** Below a chart: every curve's value at the step that is pointed at, outside the plot; and which part is drawn. */
export function ChartFoot({ panels, children }: ChartFootProps) {
  const step = useLab((state) => state.crosshair);
  return (
    <div className={styles.chartFoot}>
      {step === undefined ? children : <Docked step={step} panels={panels} />}
      <span className="grow" />
      <ZoomedTo />
      <Suspense>
        <ListenMenu panels={panels} />
      </Suspense>
    </div>
  );
}

function Docked({ step, panels }: { readonly step: number; readonly panels: readonly ChartPanel[] }) {
  return (
    <div className={styles.docked}>
      <p className="num">
        <b>{chartStrings.charts.atStep(count(step))}</b>
        {mainFirst(panels).map((panel) => {
          const values = panel.lines.flatMap((line) => {
            const point = line.role === "value" || line.role === "difference" ? pointOf(line, step) : undefined;
            return point === undefined ? [] : [{ line, text: panel.text(point.value) }];
          });
          return values.length === 0 ? null : (
            <span key={panel.key}>
              {panel.title}{" "}
              {values.map(({ line, text }) => (
                <Fragment key={line.key}>
                  {line.role === "value" ? (
                    <b className={`${armStyle(line.arm).className} armText`}>
                      {armStyle(line.arm).letter} {text}
                    </b>
                  ) : (
                    <b>{text}</b>
                  )}{" "}
                </Fragment>
              ))}
            </span>
          );
        })}
      </p>
    </div>
  );
}

/** What is read most is the main head. */
function mainFirst(panels: readonly ChartPanel[]): readonly ChartPanel[] {
  return [...panels.filter(({ strong }) => strong), ...panels.filter(({ strong }) => !strong)];
}

function ZoomedTo() {
  const zoom = useLab((state) => state.zoom);
  const { steps } = useChartX();
  const { zoomTo } = useActions();
  if (zoom === undefined) return null;
  return (
    <>
      <span className="num">{chartStrings.charts.zoomedTo(count(steps.from), count(steps.to))}</span>
      <button type="button" className={controls.link} onClick={() => zoomTo(undefined)}>
        {chartStrings.charts.whole}
      </button>
    </>
  );
}

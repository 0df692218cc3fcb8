import { useEffect, useRef, useState } from "react";
import { armStyle } from "../common/armStyle";
import { useActions } from "../common/labContext";
import controls from "../common/controls.module.css";
import type { ChartPanel } from "./chartPanel";
import { chartStrings } from "../words/chartStrings";
import styles from "./Charts.module.css";
import { useChartX } from "./useChartX";

/** Long enough to follow, short enough to hear twice. */
const SECONDS = 5;
const SAMPLES = 200;

/** The curves of a chart for the ear: pitch is the value, the first arm sounds left, the second right. */
export function ListenMenu({ panels }: { readonly panels: readonly ChartPanel[] }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const [playing, setPlaying] = useState<string>();
  const stop = useRef<() => void>(undefined);
  const { steps } = useChartX();
  const { pointAtStep } = useActions();
  useEffect(() => () => stop.current?.(), []);
  const heard = panels.filter(({ lines }) => lines.some(({ series }) => series.length > 0));
  if (heard.length === 0) return null;
  const play = async (panel: ChartPanel): Promise<void> => {
    stop.current?.();
    const last = Math.max(...panel.lines.map(({ series }) => series.columns.steps[series.length - 1] ?? 0));
    const range = { from: steps.from, to: Math.max(steps.from + 1, Math.min(steps.to, last)) };
    const [{ playSound }, { soundOf }] = await Promise.all([import("./playSound"), import("./soundOf")]);
    setPlaying(panel.key);
    stop.current = playSound(
      soundOf(panel, range, SAMPLES),
      SECONDS,
      // The crosshair goes along, so that eyes can follow, too.
      (share) => pointAtStep(Math.round(range.from + share * (range.to - range.from))),
      () => {
        stop.current = undefined;
        pointAtStep(undefined);
        setPlaying(undefined);
      },
    );
  };
  const { charts } = chartStrings;
  const arms = [...new Set(panels.flatMap(({ lines }) => lines.map(({ arm }) => arm)))].map(
    (arm) => armStyle(arm).letter,
  );
  return (
    <details ref={menu} className={`${styles.save} ${styles.listen}`}>
      <summary className={controls.link}>{charts.listen}</summary>
      <div className={styles.saveList}>
        <p>{charts.listenHelp(arms)}</p>
        {heard.map((panel) => (
          <button
            key={panel.key}
            type="button"
            className={`${controls.button} ${controls.small}`}
            aria-pressed={playing === panel.key}
            onClick={() => (playing === panel.key ? stop.current?.() : void play(panel))}
          >
            {playing === panel.key ? charts.stopSound(panel.title) : panel.title}
          </button>
        ))}
      </div>
    </details>
  );
}

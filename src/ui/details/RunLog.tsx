import { remainingMs, stepPaceMs } from "../../record/pace";
import { isOver, type RunRecord } from "../../record/runRecord";
import { clock, decimal } from "../words/format";
import { useChartRecord } from "../common/labContext";
import { divergedText, wentBackText } from "../words/divergedWords";
import { endText } from "../runbar/RunClock";
import { engineReason, errorText } from "../words/reasonWords";
import { detailsStrings, logStrings } from "../words/detailsStrings";
import { strings } from "../words/strings";
import { engineName } from "../words/wording";
import styles from "./Details.module.css";

/** What happened in the run, in order. */
export function RunLog() {
  const record = useChartRecord();
  const lines = record === undefined ? [] : logOf(record);
  if (lines.length === 0) return <p className={styles.note}>{detailsStrings.logEmpty}</p>;
  return (
    <ol className={styles.log}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ol>
  );
}

function logOf(record: RunRecord): readonly string[] {
  const lines: string[] = [];
  const { engine, phase, step, budget, stepsPerEpoch, divergence, early, error, restart, arms } = record;
  if (engine !== undefined) {
    lines.push(logStrings.engine(`${engineName(engine)} ${engine.adapter}`.trim()));
    const reason = engineReason(engine);
    if (reason !== undefined) lines.push(reason);
    lines.push(logStrings.started(budget, stepsPerEpoch));
    for (const { letter, start } of arms) if (start !== undefined) lines.push(logStrings.start(letter, start));
  }
  const pace = stepPaceMs(record);
  if (pace !== undefined) lines.push(logStrings.pace(decimal(pace, pace < 10 ? 1 : 0)));
  const left = remainingMs(record);
  if (left !== undefined && phase === "running") lines.push(strings.run.left(clock(left)));
  if (restart !== undefined) lines.push(wentBackText(record) ?? errorText(restart));
  const images = record.arms[0]?.final?.images;
  if (images !== undefined) lines.push(logStrings.evaluated(step, images));
  if (isOver(phase) && phase !== "preparing" && phase !== "running" && phase !== "paused") {
    lines.push(early === undefined ? logStrings.at(logStrings.ended[phase], step) : sentence(endText(record)));
  }
  if (divergence !== undefined) lines.push(divergedText(divergence, step));
  if (error !== undefined) lines.push(errorText(error));
  return lines;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

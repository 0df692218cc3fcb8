import { MAIN } from "../../graph/networkGraph";
import { metricAt } from "../../runs/compare";
import { isOver, type RunRecord } from "../../runs/runRecord";
import { useActions, useLab, useRecord } from "../common/labContext";
import { share } from "../common/format";
import { strings } from "../strings";
import styles from "./Setup.module.css";

/** The runs of this visit, the one on display first. */
export function RunsList() {
  const record = useRecord();
  const earlier = useLab((state) => state.earlier);
  const { openRun } = useActions();
  const all = [...(record === undefined ? [] : [record]), ...earlier].sort((a, b) => numberOf(b) - numberOf(a));
  return (
    <section className={styles.section}>
      <div className={styles.head}>
        <h2>{strings.runs.title}</h2>
      </div>
      {all.length === 0 && <p className="small muted">{strings.runs.empty}</p>}
      <ul className={styles.runs}>
        {all.map((run) => (
          <li key={run.run}>
            <button
              type="button"
              className={styles.run}
              aria-current={run.run === record?.run}
              onClick={() => openRun(run.run)}
            >
              <span className="mono">#{numberOf(run)}</span>
              <span>{nameOf(run)}</span>
              <span className="num muted">{resultOf(run)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function numberOf(record: RunRecord): number {
  return Number(record.run.split("-").at(-1));
}

function nameOf(record: RunRecord): string {
  const titles = record.arms.map(({ title }) => title).join(", ");
  return `${titles}, ${strings.runs.seed(record.experiment.seed)}`;
}

/** Percent while it runs, how it ended when it broke off, else the main accuracies. */
function resultOf(record: RunRecord): string {
  if (!isOver(record.phase)) return `${Math.round((100 * record.step) / record.budget)} %`;
  if (record.phase !== "completed") return strings.runs.phases[record.phase];
  const values = record.arms.slice(0, 2).flatMap((arm) => metricAt(arm, "accuracy", MAIN)?.value ?? []);
  return values.map(share).join(" ");
}

import { optimizerEntry } from "../../experiment/network";
import { valueAt } from "../../store/edits";
import { useActions, useLab, useRecord } from "../common/labContext";
import { strings } from "../strings";
import controls from "../common/controls.module.css";
import { Notice } from "./Notice";
import styles from "./Notices.module.css";

/** A number that stopped being one: which arm, at which step, what, and three ways on. */
export function Diverged() {
  const record = useRecord();
  const experiment = useLab((state) => state.experiment);
  const { setField, newSeed } = useActions();
  const divergence = record?.divergence;
  if (record === undefined || divergence === undefined) return null;
  const small = `${controls.button} ${controls.small}`;
  const rate = valueAt(experiment, ["optimizer", "lr"]);
  const hasRate = typeof rate === "number" && "lr" in optimizerEntry(experiment.optimizer.kind).fields;
  const { warmup } = experiment.training;
  return (
    <Notice tone="bad">
      <p>
        <b>{strings.notice.divergedTitle(divergence.arm, record.step)}</b>{" "}
        {strings.notice.diverged(divergence.what, divergence.value)}
      </p>
      <div className={styles.actions}>
        {hasRate && (
          <button type="button" className={small} onClick={() => setField(["optimizer", "lr"], rate / 2)}>
            {strings.notice.halveRate}
          </button>
        )}
        <button
          type="button"
          className={small}
          onClick={() => setField(["training", "warmup"], Math.min(1, warmup === 0 ? 0.05 : 2 * warmup))}
        >
          {strings.notice.longerWarmup}
        </button>
        <button type="button" className={small} onClick={newSeed}>
          {strings.notice.anotherSeed}
        </button>
      </div>
    </Notice>
  );
}

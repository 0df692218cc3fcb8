import { stepBack, STEPS_BACK, withCut } from "../../experiment/cutRate";
import { optimizerEntry } from "../../experiment/network";
import { divergenceCause, lossRise } from "../../record/divergenceCause";
import { formatNumber } from "../../schema/formatNumber";
import { valueAt } from "../../store/edits";
import { useActions, useLab, useRecord } from "../common/labContext";
import controls from "../common/controls.module.css";
import { causeText, divergedText, divergedWords } from "../words/divergedWords";
import { Notice } from "../common/Notice";
import styles from "../common/Notice.module.css";

/** A number that stopped being one: which arm, at which step, where it began, why most likely, and three ways on. */
export function Diverged() {
  const record = useRecord();
  const divergence = record?.divergence;
  if (record === undefined || divergence === undefined || record.phase !== "diverged") return null;
  const rise = lossRise(record, divergence);
  return (
    <Notice tone="bad">
      <p>
        <b>{divergedWords.title(divergence.arm, record.step)}</b> {divergedText(divergence, record.step)}
      </p>
      <p>
        {rise !== undefined && `${divergedWords.rise(rise)} `}
        {causeText(divergenceCause(record, divergence), number)}
      </p>
      <Remedies step={record.step} />
    </Notice>
  );
}

/** Each one changes the set-up and starts at once; undo takes the change back. */
function Remedies({ step }: { readonly step: number }) {
  const experiment = useLab((state) => state.experiment);
  const { goBack, play, setField } = useActions();
  const small = `${controls.button} ${controls.small}`;
  const rate = valueAt(experiment, ["optimizer", "lr"]);
  const hasRate = typeof rate === "number" && "lr" in optimizerEntry(experiment.optimizer.kind).fields;
  const { warmup } = experiment.training;
  const again = (path: readonly string[], value: number): void => {
    if (setField(path, value) === undefined) play();
  };
  return (
    <div className={styles.actions} role="group" aria-label={divergedWords.remedies}>
      <button type="button" className={small} disabled={withCut(experiment, step) === undefined} onClick={goBack}>
        {stepBack(step) === 0 ? divergedWords.backToStart : divergedWords.goBack(STEPS_BACK)}
      </button>
      {hasRate && (
        <button type="button" className={small} onClick={() => again(["optimizer", "lr"], rate / 2)}>
          {divergedWords.halveRate}
        </button>
      )}
      <button
        type="button"
        className={small}
        disabled={warmup >= 1}
        onClick={() => again(["training", "warmup"], Math.min(1, warmup === 0 ? 0.05 : 2 * warmup))}
      >
        {divergedWords.longerWarmup}
      </button>
    </div>
  );
}

/** As many digits as tell a rate or weight: `.0123`. */
const number = (value: number): string => (Number.isFinite(value) ? formatNumber(Number(value.toPrecision(3))) : "–");

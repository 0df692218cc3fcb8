import { findPreset, smallData } from "../../experiment/presets";
import type { Capabilities } from "../../protocol/command";
import { duration } from "../words/format";
import { useActions, useLab } from "../common/labContext";
import { useEstimate } from "../common/useEstimate";
import { engineReason } from "../words/reasonWords";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import styles from "./Verdict.module.css";

/** Longer estimates on a machine without a GPU are offered something smaller first: sooner where nothing was chosen yet. */
const LONG_MS = { first: 20_000, chosen: 5 * 60_000 };
/** What is offered instead. */
export const QUICK = "first-minute";
export const quick = findPreset(QUICK)?.experiment ?? smallData;

/** Whether no graphics card trains here; undefined until the machine is known. */
export function useNoCard(): boolean | undefined {
  return useLab(({ machine }) => machine && (machine.software || machine.engine.backend !== "webgpu"));
}

/** Whether this setup would take long on a machine without a GPU, and nobody said that this is wanted. */
export function useQuickOffered(): boolean {
  const experiment = useLab((state) => state.experiment);
  const preset = useLab((state) => state.presetId);
  const slow = useNoCard() ?? false;
  // A recording that is on its way makes the same offer, and takes the place that is held for it.
  const saidElsewhere = useLab((state) => state.dismissedOffer || state.recordingDue);
  const estimate = useEstimate(experiment);
  const long = preset === "small-data" ? LONG_MS.first : LONG_MS.chosen;
  return slow && !saidElsewhere && preset !== QUICK && (estimate?.ms ?? 0) > long;
}

/** What makes training slow on a machine where no graphics card does it. */
export function whySlow(machine: Capabilities | undefined): string {
  if (machine === undefined) return strings.engine.software;
  const slowest = machine.software && machine.engine.engine === "compiled";
  return engineReason(machine.engine) ?? (slowest ? strings.engine.software : strings.engine.processor);
}

/** Says why it is slow here, how long this setup takes, and offers a smaller one. */
export function QuickOffer() {
  const experiment = useLab((state) => state.experiment);
  const machine = useLab((state) => state.machine);
  const { loadPreset, dismissOffer } = useActions();
  const own = useEstimate(experiment);
  const smaller = useEstimate(quick);
  const why = whySlow(machine);
  const small = `${controls.button} ${controls.small}`;
  return (
    <div className={`${styles.headline} ${styles.wide}`}>
      <p>
        <b>{strings.verdict.offerTitle}.</b> {strings.verdict.offer(why, duration(own?.ms ?? 0))}
      </p>
      <div className={styles.offer}>
        <button type="button" className={small} onClick={() => loadPreset(QUICK)}>
          {strings.verdict.offerQuick(duration(smaller?.ms ?? 0))}
        </button>
        <button type="button" className={small} onClick={dismissOffer}>
          {strings.verdict.keep}
        </button>
      </div>
    </div>
  );
}

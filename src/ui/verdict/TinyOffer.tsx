import { findPreset, smallData } from "../../experiment/presets";
import type { Capabilities } from "../../protocol/command";
import { duration } from "../words/format";
import { useActions, useLab } from "../common/labContext";
import { useEstimate } from "../common/useEstimate";
import { engineReason } from "../words/reasonWords";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import styles from "./Verdict.module.css";

/** Longer estimates on a machine without a GPU are offered something smaller first. */
const LONG_MS = 20_000;
/** What is offered instead. */
export const tiny = findPreset("tiny")?.experiment ?? smallData;

/** Whether this setup would take long on a machine without a GPU, and nobody said that this is wanted. */
export function useTinyOffered(): boolean {
  const experiment = useLab((state) => state.experiment);
  const isTiny = useLab((state) => state.presetId === "tiny");
  const machine = useLab((state) => state.machine);
  const dismissed = useLab((state) => state.dismissedOffer);
  const estimate = useEstimate(experiment);
  const slow = machine !== undefined && (machine.software || machine.engine.backend !== "webgpu");
  return slow && !dismissed && !isTiny && (estimate?.ms ?? 0) > LONG_MS;
}

/** What makes training slow on a machine where no graphics card does it. */
export function whySlow(machine: Capabilities | undefined): string {
  if (machine === undefined) return strings.engine.software;
  return engineReason(machine.engine) ?? (machine.software ? strings.engine.software : strings.engine.processor);
}

/** Says why it is slow here, how long this setup takes, and offers a smaller one. */
export function TinyOffer() {
  const experiment = useLab((state) => state.experiment);
  const machine = useLab((state) => state.machine);
  const { loadPreset, dismissOffer } = useActions();
  const own = useEstimate(experiment);
  const smaller = useEstimate(tiny);
  const why = whySlow(machine);
  const small = `${controls.button} ${controls.small}`;
  return (
    <div className={`${styles.headline} ${styles.wide}`}>
      <p>
        <b>{strings.verdict.offerTitle}.</b> {strings.verdict.offer(why, duration(own?.ms ?? 0))}
      </p>
      <div className={styles.offer}>
        <button type="button" className={small} onClick={() => loadPreset("tiny")}>
          {strings.verdict.offerTiny(duration(smaller?.ms ?? 0))}
        </button>
        <button type="button" className={small} onClick={dismissOffer}>
          {strings.verdict.keep}
        </button>
      </div>
    </div>
  );
}

import { issuesOf } from "../../experiment/networks";
import { isOver, type RunPhase } from "../../record/runRecord";
import { nextSeed } from "../../store/seedSlice";
import { useActions, useLab } from "../common/labContext";
import { Icon } from "../common/Icon";
import { faultWords } from "../words/faultWords";
import { Guarded } from "../faults/Guarded";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import { EngineSelect } from "./EngineSelect";
import { PaceSelect } from "./PaceSelect";
import { RunClock } from "./RunClock";
import { Timeline } from "./Timeline";
import styles from "./RunBar.module.css";

/** The transport: play or pause, one step, reset, new seed, the timeline and the clock. */
export function RunBar() {
  const { newSeed } = useActions();
  return (
    <div className={styles.bar} role="group" aria-label={strings.run.label}>
      <TransportButtons />
      <button type="button" className={`${controls.button} ${styles.seed}`} onClick={newSeed}>
        {strings.run.newSeed}
      </button>
      <PaceSelect />
      <Guarded part={faultWords.names.clock} quiet>
        <Timeline />
        <RunClock />
      </Guarded>
      <EngineSelect className={styles.engine} />
    </div>
  );
}

/** Play or Pause, Step, Reset. */
export function TransportButtons({ compact = false }: { readonly compact?: boolean }) {
  const phase = useLab((state) => state.record?.phase);
  const more = useLab((state) => nextSeed(state) !== undefined);
  const blocked = useBlocked();
  const fault = useLab((state) => state.fault !== undefined && state.record === undefined);
  const { playOrPause, singleStep, reset } = useActions();
  const running = phase === "running" || phase === "preparing";
  const name = playName(phase, more);
  return (
    <>
      <button
        type="button"
        className={`${controls.button} ${controls.primary} ${styles.play}`}
        disabled={blocked}
        title={blocked ? strings.run.blocked : undefined}
        aria-label={compact ? name : undefined}
        onClick={playOrPause}
      >
        <Icon name={running ? "pause" : "play"} />
        {!compact && name}
      </button>
      <button
        type="button"
        className={controls.button}
        title={strings.run.stepHelp}
        disabled={blocked || fault || phase === "preparing" || (phase !== undefined && isOver(phase))}
        onClick={singleStep}
      >
        {strings.run.step}
      </button>
      <button
        type="button"
        className={controls.button}
        title={strings.run.resetHelp}
        disabled={phase === undefined}
        onClick={reset}
      >
        {strings.run.reset}
      </button>
    </>
  );
}

/** @param more a seed of the series is still to be trained. */
function playName(phase: RunPhase | undefined, more: boolean): string {
  if (phase === "running" || phase === "preparing") return strings.run.pause;
  return phase !== undefined && isOver(phase) && !more ? strings.run.replay : strings.run.play;
}

function useBlocked(): boolean {
  const experiment = useLab((state) => state.experiment);
  return issuesOf(experiment).some(({ blocking }) => blocking);
}

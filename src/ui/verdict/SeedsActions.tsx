import { RECORDED_RUN } from "../../experiment/recordedRun";
import { isOver } from "../../record/runRecord";
import { useActions, useLab, useRecord } from "../common/labContext";
import controls from "../common/controls.module.css";
import { seedWords } from "../words/seedWords";
import { useSeeds } from "../common/useSeeds";
import styles from "./Verdict.module.css";

/** Seeds that are offered where only one was asked for. */
const OFFERED = 3;

/** Doors to more evidence: train more seeds, and look at all of them. */
export function SeedsActions() {
  const { seeds, results, next } = useSeeds();
  const busy = useLab(({ record }) => record !== undefined && !isOver(record.phase));
  const recorded = useRecord()?.run === RECORDED_RUN;
  const { runSeeds, openDialog } = useActions();
  const count = seeds.length > 1 ? seeds.length : OFFERED;
  const offered = !busy && (seeds.length === 1 ? results.length < OFFERED : next !== undefined);
  const small = `${controls.button} ${controls.small}`;
  // A recording has its own way on: Play.
  if (recorded || (!offered && results.length < 2 && seeds.length < 2)) return null;
  return (
    <div className={styles.seedActions}>
      {offered && (
        <button type="button" className={small} title={seedWords.runHelp} onClick={() => runSeeds(count)}>
          {seedWords.run(count)}
        </button>
      )}
      {results.length > 1 && (
        <button type="button" className={small} onClick={() => openDialog({ kind: "seeds" })}>
          {seedWords.all}
        </button>
      )}
      <SeriesPlace />
    </div>
  );
}

/** `seed 43, 2 of 3`; nothing for one seed alone. */
function SeriesPlace() {
  const seeds = useLab((state) => state.seeds);
  const chosen = useLab((state) => state.experiment.seed);
  const seed = useRecord()?.experiment.seed ?? chosen;
  const place = seeds.indexOf(seed);
  return seeds.length < 2 || place < 0 ? null : (
    <p className="small muted">{seedWords.place(seed, place + 1, seeds.length)}</p>
  );
}

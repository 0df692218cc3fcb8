import { seedField } from "../../experiment/fields";
import { int, type Field } from "../../schema/field";
import { MAX_SEEDS } from "../../store/setUp";
import { FieldControl } from "../common/FieldControl";
import { useActions, useLab } from "../common/labContext";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import { seedWords } from "../words/seedWords";
import { useSeeds } from "../common/useSeeds";
import styles from "./Setup.module.css";

const countField = int({
  label: seedWords.label,
  help: seedWords.help,
  initial: 1,
  min: 1,
  max: MAX_SEEDS,
  suggestions: [1, 3, 5],
});

/** The seed on display, and how many are to be trained. */
export function SeedRows() {
  const seed = useLab((state) => state.experiment.seed);
  const { setField, setSeedCount, newSeed, openDialog } = useActions();
  const { seeds, results } = useSeeds();
  const finished = results.filter((result) => seeds.includes(result.seed)).length;
  return (
    <>
      <div className={styles.seedRow}>
        <FieldControl
          field={seedField as Field<unknown>}
          value={seed}
          onChange={(value) => setField(["seed"], value)}
        />
        <button type="button" className={`${controls.button} ${controls.quiet} ${controls.small}`} onClick={newSeed}>
          {strings.setup.newSeed}
        </button>
      </div>
      <FieldControl
        field={countField as Field<unknown>}
        value={seeds.length}
        onChange={(value) => {
          setSeedCount(Number(value));
          return undefined;
        }}
      />
      {(seeds.length > 1 || results.length > 1) && (
        <p className={`${styles.seedList} small muted`}>
          {seedWords.list(seeds, finished)}
          <button type="button" className={controls.link} onClick={() => openDialog({ kind: "seeds" })}>
            {seedWords.all}
          </button>
        </p>
      )}
    </>
  );
}

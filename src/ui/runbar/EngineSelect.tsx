import { useId } from "react";
import type { EngineChoice } from "../../protocol/engineChoice";
import { useActions, useLab } from "../common/labContext";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import styles from "./RunBar.module.css";

/** The executor of the next run, where this machine leaves a choice. */
export function EngineSelect() {
  const id = useId();
  const choices = useLab((state) => state.machine?.choices);
  const value = useLab((state) => state.engineChoice);
  const { chooseEngine } = useActions();
  if (choices === undefined || choices.length < 2) return null;
  const all: readonly EngineChoice[] = choices.includes("auto") ? choices : ["auto", ...choices];
  return (
    <>
      <label className="sr" htmlFor={id}>
        {strings.engine.choose}
      </label>
      <select
        id={id}
        className={`${controls.control} ${controls.boxed} ${styles.engine}`}
        value={value}
        onChange={(event) => {
          const chosen = all.find((choice) => choice === event.target.value);
          if (chosen !== undefined) chooseEngine(chosen);
        }}
      >
        {all.map((choice) => (
          <option key={choice} value={choice}>
            {strings.engine.choices[choice]}
          </option>
        ))}
      </select>
    </>
  );
}

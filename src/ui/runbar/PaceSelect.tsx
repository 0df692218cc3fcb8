import { useId } from "react";
import { useActions, useLab } from "../common/labContext";
import controls from "../common/controls.module.css";
import { controlWords } from "../words/controlWords";
import styles from "./RunBar.module.css";

/** Steps per second that can be chosen, slowest first. */
const PACES = [1, 2, 5, 20] as const;
const FULL = "full";

/** How fast training may go: for watching it. Works at any time. */
export function PaceSelect() {
  const id = useId();
  const pace = useLab((state) => state.pace);
  const { setPace } = useActions();
  return (
    <>
      <label className="sr" htmlFor={id}>
        {controlWords.pace}
      </label>
      <select
        id={id}
        className={`${controls.control} ${controls.boxed} ${styles.pace}`}
        title={controlWords.paceHelp}
        value={pace === undefined ? FULL : String(pace)}
        onChange={({ target }) => setPace(PACES.find((steps) => String(steps) === target.value))}
      >
        {PACES.map((steps) => (
          <option key={steps} value={steps}>
            {controlWords.perSecond(steps)}
          </option>
        ))}
        <option value={FULL}>{controlWords.full}</option>
      </select>
    </>
  );
}

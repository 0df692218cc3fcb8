import { useId } from "react";
import { presets } from "../../experiment/presets";
import { useActions, useLab } from "../common/labContext";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import styles from "./Header.module.css";

/** The named experiments; edited ones are called own settings. */
export function PresetSelect() {
  const id = useId();
  const presetId = useLab((state) => state.presetId);
  const { loadPreset } = useActions();
  return (
    <>
      <label className="sr" htmlFor={id}>
        {strings.header.preset}
      </label>
      <select
        id={id}
        className={`${controls.control} ${controls.boxed} ${styles.preset}`}
        value={presetId ?? ""}
        onChange={(event) => loadPreset(event.target.value)}
      >
        {presetId === undefined && <option value="">{strings.header.custom}</option>}
        {presets.map((preset) => (
          <option key={preset.id} value={preset.id}>
            {preset.title}
          </option>
        ))}
      </select>
    </>
  );
}

import { useId } from "react";
import { findPreset, presets } from "../../experiment/presets";
import { useActions, useLab } from "../common/labContext";
import { QUICK, useNoCard } from "../verdict/QuickOffer";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import styles from "./Header.module.css";

/** For machines without a card: what takes seconds there stands first. */
const quickFirst = presets.toSorted((a, b) => Number(b.id === QUICK) - Number(a.id === QUICK));

/** The named experiments; edited ones are called own settings. */
export function PresetSelect() {
  const id = useId();
  const presetId = useLab((state) => state.presetId);
  const noCard = useNoCard() ?? false;
  const { loadPreset, openDialog } = useActions();
  return (
    <>
      <label className="sr" htmlFor={id}>
        {strings.header.preset}
      </label>
      <select
        id={id}
        className={`${controls.control} ${controls.boxed} ${styles.preset}`}
        value={presetId ?? ""}
        onChange={({ target }) => {
          loadPreset(target.value);
          // Nothing can be trained before the images that it is made for are chosen.
          const { dataset } = findPreset(target.value)?.experiment ?? {};
          if (dataset?.kind === "files") openDialog({ kind: "images" });
        }}
      >
        {presetId === undefined && <option value="">{strings.header.custom}</option>}
        {(noCard ? quickFirst : presets).map((preset) => (
          <option key={preset.id} value={preset.id}>
            {preset.title}
          </option>
        ))}
      </select>
    </>
  );
}

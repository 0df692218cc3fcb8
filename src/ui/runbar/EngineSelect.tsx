import { useId } from "react";
import type { EngineChoice } from "../../protocol/engineChoice";
import { useActions, useLab } from "../common/labContext";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";

interface EngineSelectProps {
  readonly className?: string | undefined;
  /** Shown above it; for screen readers alone when absent. */
  readonly label?: string;
}

/** The engine of the next run, where this machine leaves a choice. */
export function EngineSelect({ className = "", label }: EngineSelectProps) {
  const id = useId();
  const choices = useLab((state) => state.machine?.choices);
  const value = useLab((state) => state.engineChoice);
  const { chooseEngine } = useActions();
  if (choices === undefined || choices.length < 2) return null;
  const all: readonly EngineChoice[] = choices.includes("auto") ? choices : ["auto", ...choices];
  return (
    <>
      <label className={label === undefined ? "sr" : undefined} htmlFor={id}>
        {label ?? strings.engine.choose}
      </label>
      <select
        id={id}
        className={`${controls.control} ${controls.boxed} ${className}`}
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

import type { Capabilities } from "../../protocol/command";
import type { EngineRecord, WireError } from "../../protocol/event";
import { useActions, useLab, useOwnRecord } from "../common/labContext";
import { strings } from "../words/strings";
import { engineName } from "../words/wording";
import controls from "../common/controls.module.css";

/** Which machinery trains; a door to why. */
export function EngineBadge() {
  const machine = useLab((state) => state.machine);
  const fault = useLab((state) => state.fault);
  const engine = useOwnRecord()?.engine ?? machine?.engine;
  const { openDialog } = useActions();
  const state = badgeState(engine, machine, fault);
  return (
    <button
      type="button"
      className={controls.badge}
      data-state={state}
      aria-label={`${badgeText(engine, fault)}. ${strings.engine.details}`}
      onClick={() => openDialog({ kind: "engine" })}
    >
      {badgeText(engine, fault)}
    </button>
  );
}

function badgeText(engine: EngineRecord | undefined, fault: WireError | undefined): string {
  if (engine !== undefined) return engineName(engine);
  return fault === undefined ? strings.engine.looking : strings.engine.missing;
}

function badgeState(engine: EngineRecord | undefined, machine: Capabilities | undefined, fault: WireError | undefined) {
  if (fault !== undefined && engine === undefined) return "bad";
  if (engine === undefined) return "wait";
  const fast = engine.engine === "wasm" || (engine.engine === "compiled" && machine?.software !== true);
  return fast ? "ok" : "warn";
}

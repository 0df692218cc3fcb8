import { useActions, useLab, useOwnRecord } from "../common/labContext";
import { Dialog } from "../common/Dialog";
import { engineReason } from "../words/reasonWords";
import { strings } from "../words/strings";
import { engineName } from "../words/wording";
import styles from "./EngineDialog.module.css";

/** What runs the training here, and why not something faster. */
export function EngineDialog() {
  const machine = useLab((state) => state.machine);
  const engine = useOwnRecord()?.engine ?? machine?.engine;
  const reason = engine && engineReason(engine);
  const { closeDialog } = useActions();
  return (
    <Dialog title={strings.engine.title} onClose={closeDialog}>
      {engine === undefined ? (
        <p>{strings.engine.looking}</p>
      ) : (
        <dl className={styles.facts}>
          <dt>{strings.engine.runs}</dt>
          <dd>{engineName(engine)}</dd>
          {engine.backend !== "cpu" && (
            <>
              <dt>{strings.engine.adapter}</dt>
              <dd>{engine.adapter === "" ? strings.engine.adapterUnknown : engine.adapter}</dd>
            </>
          )}
          {reason !== undefined && (
            <>
              <dt>{strings.engine.why}</dt>
              <dd>{reason}</dd>
            </>
          )}
        </dl>
      )}
      {machine?.software === true && engine?.backend === "webgpu" && <p>{strings.engine.software}</p>}
      <p className="muted">{strings.engine.selfTest}</p>
    </Dialog>
  );
}

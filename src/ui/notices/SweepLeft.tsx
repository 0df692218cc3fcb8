import { cellsAtOnce, untilMachineKnown } from "../../store/cellsAtOnce";
import { useActions, useLabParts } from "../common/labContext";
import controls from "../common/controls.module.css";
import { sweepOf } from "../sweep/sweepOf";
import { sweepWords } from "../words/sweepWords";
import { Notice } from "../common/Notice";

/** Says that a sweep broke off when the page was left, and goes on with it. */
export function SweepLeft() {
  const { store: lab, speeds } = useLabParts();
  const { noteSweepLeft, openDialog, pause } = useActions();
  const resume = async (): Promise<void> => {
    const sweep = sweepOf(lab);
    noteSweepLeft(false);
    openDialog({ kind: "sweep" });
    await sweep.getState().recall();
    // One machine: the lab's own run waits.
    pause();
    await untilMachineKnown(lab);
    const { engine, atOnce } = cellsAtOnce(lab.getState(), sweep.getState().sweep, speeds.cores);
    await sweep.getState().run(engine, atOnce);
  };
  return (
    <Notice tone="plain" onDismiss={() => noteSweepLeft(false)}>
      <p>{sweepWords.broke}</p>
      <button type="button" className={`${controls.button} ${controls.small}`} onClick={() => void resume()}>
        {sweepWords.resumeSweep}
      </button>
    </Notice>
  );
}

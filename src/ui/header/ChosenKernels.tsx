import { useActions, useLab } from "../common/labContext";
import { engineDialogWords as words } from "../words/engineDialogWords";
import controls from "../common/controls.module.css";
import { msText, shapeText, variantText } from "./kernelText";
import styles from "./EngineDialog.module.css";

/** What a graphics card computes each shape of convolution with, what else was timed, and the way to choose again. */
export function ChosenKernels() {
  const tuning = useLab((state) => state.tuning);
  // In software there is nothing to choose, and nothing will ever be told.
  const asked = useLab(({ tunesAgain, machine }) => tunesAgain && machine?.software === false);
  const { tuneAgain } = useActions();
  if (asked) return <p role="status">{words.tunesNext}</p>;
  if (tuning === undefined) return null;
  return (
    <details className={styles.kernels}>
      <summary>{words.kernels}</summary>
      <dl>
        {Object.entries(tuning.shapes).map(([shape, { variant, ms }]) => (
          <div key={shape}>
            <dt>{shapeText(shape)}</dt>
            <dd>
              {Object.keys(ms).length === 0 ? (
                words.estimated(variantText(variant))
              ) : (
                <ul>
                  {Object.entries(ms)
                    .sort(([, a], [, b]) => a - b)
                    .map(([way, took]) => (
                      <li key={way} aria-current={way === variant ? "true" : undefined}>
                        {words.took(variantText(way), msText(took))}
                      </li>
                    ))}
                </ul>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <p className="muted">{words.kernelsKept}</p>
      <p>
        <button type="button" className={`${controls.button} ${controls.small}`} onClick={tuneAgain}>
          {words.tuneAgain}
        </button>
      </p>
    </details>
  );
}

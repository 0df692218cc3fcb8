import { useActions, useLab } from "../common/labContext";
import { armStyle } from "../common/armStyle";
import { armWords } from "../words/armWords";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";

/** Which two of three or four arms are looked at, and whether the others are charted, too. */
export function ComparedSelect() {
  const count = useLab((state) => state.experiment.arms.length);
  const [first, second] = useLab((state) => state.compared);
  const every = useLab((state) => state.everyArm);
  const { compareArms, showEveryArm } = useActions();
  const pairs = Array.from({ length: count }, (_, a) =>
    Array.from({ length: count - a - 1 }, (__, offset) => [a, a + 1 + offset] as const),
  ).flat();
  return (
    <>
      <select
        className={`${controls.control} ${controls.boxed}`}
        style={{ width: 92 }}
        aria-label={strings.verdict.compare}
        value={`${first},${second}`}
        onChange={(event) => {
          const [a = 0, b = 1] = event.target.value.split(",").map(Number);
          compareArms(a, b);
        }}
      >
        {pairs.map(([a, b]) => (
          <option key={`${a},${b}`} value={`${a},${b}`}>
            {armStyle(a).letter}, {armStyle(b).letter}
          </option>
        ))}
      </select>
      <button
        type="button"
        className={`${controls.button} ${controls.small}`}
        aria-pressed={every}
        title={armWords.everyHelp}
        onClick={() => showEveryArm(!every)}
      >
        {armWords.every}
      </button>
    </>
  );
}

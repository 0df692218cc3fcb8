import type { ReactNode } from "react";
import { armTitle } from "../../experiment/network";
import { differencesBetween, type Difference, type DifferenceValue } from "../../experiment/differences";
import { networksOf } from "../../experiment/networks";
import type { NetworkGraph } from "../../graph/networkGraph";
import { ArmLabel } from "../common/ArmMark";
import { Term } from "../common/Term";
import type { GlossaryId } from "../words/glossary";
import { useLab } from "../common/labContext";
import { useShownArms } from "../common/useShownArms";
import { strings } from "../words/strings";
import { placeName } from "../words/wording";
import { ComparedSelect } from "./ComparedSelect";
import styles from "./Verdict.module.css";

/** Differences whose names explain themselves. */
const TERMS: { readonly [kind in Difference["kind"]]?: GlossaryId } = { mimicking: "mimicking" };

/** More lines than this do not fit; the last one then names the rest. */
const MAX_LINES = 3;

/** The compared arms and a computed strip of everything in which they differ. */
export function DifferenceStrip() {
  const experiment = useLab((state) => state.experiment);
  const [first = 0, second = first] = useShownArms();
  const { trunk } = networksOf(experiment);
  const single = first === second;
  const differences = differencesBetween(experiment, first, second);
  const nameOf = (index: number): string => {
    const arm = experiment.arms[index];
    return arm === undefined ? "" : armTitle(arm);
  };
  return (
    <div className={styles.compared}>
      <h2 className={styles.title}>
        <ArmLabel arm={first} name={nameOf(first)} />
        {!single && (
          <>
            <span className={styles.against}>{strings.verdict.against}</span>
            <ArmLabel arm={second} name={nameOf(second)} />
          </>
        )}
        {experiment.arms.length > 2 && <ComparedSelect />}
      </h2>
      {!single && <DifferenceLines differences={differences} trunk={trunk} />}
    </div>
  );
}

interface DifferenceLinesProps {
  readonly differences: readonly Difference[];
  readonly trunk: NetworkGraph | undefined;
}

function DifferenceLines({ differences, trunk }: DifferenceLinesProps) {
  if (differences.length === 0) return <p className="small">{strings.verdict.same}</p>;
  const whole = differences.length <= MAX_LINES ? differences : differences.slice(0, MAX_LINES - 1);
  const rest = differences.slice(whole.length);
  const line = (label: string, content: ReactNode, last: boolean, term?: GlossaryId) => (
    <div key={label}>
      <dt>{term === undefined ? label : <Term id={term}>{label}</Term>}</dt>
      <dd>
        {content}
        {last && <span className="muted">{strings.verdict.allElse}</span>}
      </dd>
    </div>
  );
  return (
    <dl className={styles.differences}>
      {whole.map((difference, index) =>
        line(
          labelOf(difference),
          <Values {...{ difference, trunk }} />,
          rest.length === 0 && index === whole.length - 1,
          TERMS[difference.kind],
        ),
      )}
      {rest.length > 0 &&
        line(
          rest.map(labelOf).join(", "),
          <span title={rest.map((one) => `${labelOf(one)}: ${plainValues(one, trunk)}`).join("; ")}>
            {rest.map((one) => plainValues(one, trunk)).join("; ")}
          </span>,
          true,
        )}
    </dl>
  );
}

function Values({ difference, trunk }: { readonly difference: Difference; readonly trunk: NetworkGraph | undefined }) {
  const [a, b] = difference.values;
  return (
    <>
      {valueText(a, trunk)} <span className="muted">→</span> {valueText(b, trunk)}
    </>
  );
}

function plainValues({ values: [a, b] }: Difference, trunk: NetworkGraph | undefined): string {
  return `${valueText(a, trunk)} → ${valueText(b, trunk)}`;
}

function labelOf(difference: Difference): string {
  return difference.kind === "setting" ? (difference.label ?? "") : strings.verdict.differs[difference.kind];
}

function valueText(value: DifferenceValue, trunk: NetworkGraph | undefined): string {
  switch (value.kind) {
    case "text":
      return value.text === "" ? strings.verdict.noForks : value.text;
    case "sites":
      return (
        value.sites.map((site) => placeName(trunk, site.split(".")[0] ?? site)).join(", ") || strings.verdict.noForks
      );
    case "mimicking":
      return value.settings === undefined ? strings.verdict.off : strings.verdict.on(value.settings);
    case "supervision":
      return value.observes ? strings.verdict.observes : strings.verdict.trains;
    default:
      return value satisfies never;
  }
}

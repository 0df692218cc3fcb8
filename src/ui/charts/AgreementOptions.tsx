import { Suspense } from "react";
import { measures } from "../../catalog/measures";
import type { ProbePart } from "../../graph/agreement";
import { PROBE_PARTS } from "../../record/measuring";
import type { AgreementMeasure } from "../../store/viewState";
import { useActions, useLab } from "../common/labContext";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import { ChartMore } from "./ChartMore";
import styles from "./Charts.module.css";
import { faultWords } from "../words/faultWords";
import { late } from "../faults/late";

const SaveChart = late(faultWords.names.saveChart, async () => (await import("./SaveChart")).SaveChart, "above");

const ENTRIES = Object.values(measures);
const MEASURES: readonly { readonly value: AgreementMeasure; readonly title: string }[] = [
  ...ENTRIES.map(({ kind, title }) => ({ value: kind, title })),
  { value: "fork", title: strings.agreement.fork },
];

const SELECT = `${controls.control} ${controls.boxed} ${styles.option}`;

/** Of which losses. */
export function AgreementOptions() {
  const measure = useMeasure();
  const part = useLab((state) => state.agreementPart);
  // Image by image and by groups of them the label losses alone are measured.
  const labels = useLab((state) => state.agreementView === "noise") || measure === "fork";
  const { showPart } = useActions();
  return (
    <select
      className={SELECT}
      aria-label={strings.agreement.part}
      disabled={labels}
      value={labels ? "ce" : part}
      onChange={(event) => {
        const found = PROBE_PARTS.find((one) => one === event.target.value);
        if (found !== undefined) showPart(found);
      }}
    >
      {PROBE_PARTS.map((one) => (
        <option key={one} value={one}>
          {strings.agreement.parts[one]}
        </option>
      ))}
    </select>
  );
}

/** Which reading of the gradients, and the chart as a file. */
export function AgreementMore() {
  const measure = useMeasure();
  const { showMeasure } = useActions();
  return (
    <ChartMore>
      <select
        className={SELECT}
        aria-label={strings.agreement.measure}
        title={measureHelp(measure)}
        value={measure}
        onChange={(event) => {
          const found = MEASURES.find(({ value }) => value === event.target.value);
          if (found !== undefined) showMeasure(found.value);
        }}
      >
        {MEASURES.map(({ value, title }) => (
          <option key={value} value={value}>
            {title}
          </option>
        ))}
      </select>
      <Suspense>
        <SaveChart chart="agreement" />
      </Suspense>
    </ChartMore>
  );
}

/** Map and dials are drawn from the cosine alone. */
function useMeasure(): AgreementMeasure {
  const view = useLab((state) => state.agreementView);
  const chosen = useLab((state) => state.agreementMeasure);
  return view === "lines" ? chosen : "cosine";
}

/** What the measure means, in a sentence. */
export function measureHelp(measure: AgreementMeasure): string {
  return measure === "fork" ? strings.agreement.forkHelp : measures[measure].summary;
}

/** The sentences that go with the choice: of the losses where they are not the labels, of the measure where it is not the cosine. */
export function AgreementHelp() {
  const view = useLab((state) => state.agreementView);
  const measure = useLab((state) => state.agreementMeasure);
  const part: ProbePart = useLab((state) => state.agreementPart);
  const other = view === "lines" && measure !== "cosine";
  if (view === "noise" || (part === "ce" && !other)) return null;
  return (
    <p className={styles.help}>
      {other && measureHelp(measure)}{" "}
      {!(other && measure === "fork") && part !== "ce" && strings.agreement.partHelp[part]}
    </p>
  );
}

import { downloadText } from "../../client/handOut";
import { toCsv, toJson } from "../../runs/exportRun";
import type { DetailsTab } from "../../store/viewState";
import { useActions, useLab, useChartRecord } from "../common/labContext";
import { Tabs } from "../common/Tabs";
import { strings } from "../strings";
import controls from "../common/controls.module.css";
import { CostTable } from "./CostTable";
import { HierarchyBars } from "./HierarchyBars";
import { LossTerms } from "./LossTerms";
import { RunLog } from "./RunLog";
import styles from "./Details.module.css";

export const DETAILS: readonly { readonly value: DetailsTab; readonly label: string }[] = [
  { value: "hierarchy", label: strings.details.tabs.hierarchy },
  { value: "terms", label: strings.details.tabs.terms },
  { value: "cost", label: strings.details.tabs.cost },
  { value: "log", label: strings.details.tabs.log },
];

/** What one looks up less often, one at a time, and the run as a file. */
export function DetailsPanel({ className = "" }: { readonly className?: string | undefined }) {
  const tab = useLab((state) => state.detailsTab);
  const { showDetails } = useActions();
  return (
    <section className={`${controls.panel} ${styles.details} ${className}`} aria-label={strings.details.label}>
      <div className={styles.head}>
        <Tabs id="details" label={strings.details.label} options={DETAILS} value={tab} onChoose={showDetails} />
        <span className="grow" />
        <Downloads />
      </div>
      <div
        id="details-panel"
        role="tabpanel"
        tabIndex={0}
        aria-labelledby={`details-tab-${tab}`}
        className={styles.body}
      >
        <DetailsContent tab={tab} />
      </div>
    </section>
  );
}

export function DetailsContent({ tab }: { readonly tab: DetailsTab }) {
  switch (tab) {
    case "hierarchy":
      return <HierarchyBars />;
    case "terms":
      return <LossTerms />;
    case "cost":
      return <CostTable />;
    case "log":
      return <RunLog />;
    default:
      return tab satisfies never;
  }
}

/** The run on display as files. */
export function Downloads() {
  const record = useChartRecord();
  if (record === undefined || record.step === 0) return null;
  const className = `${controls.button} ${controls.quiet} ${controls.small}`;
  const name = `forklab-${record.run}`;
  return (
    <>
      <button
        type="button"
        className={className}
        title={strings.details.csvHelp}
        onClick={() => downloadText(`${name}.csv`, "text/csv", toCsv(record))}
      >
        {strings.details.csv}
      </button>
      <button
        type="button"
        className={className}
        title={strings.details.jsonHelp}
        onClick={() => downloadText(`${name}.json`, "application/json", toJson(record))}
      >
        {strings.details.json}
      </button>
    </>
  );
}

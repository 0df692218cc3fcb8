import { Suspense } from "react";
import { encodeLink } from "../../experiment/link/encode";
import type { RunRecord } from "../../record/runRecord";
import { downloadText } from "../../client/handOut";
import { toCsv, toJson } from "../../record/exportRun";
import { shownRecord } from "../../store/recordingSlice";
import { DETAILS_TABS, type DetailsTab } from "../../store/viewState";
import { useActions, useLab, useLabParts, useRecord } from "../common/labContext";
import { useDatasetInfo } from "../common/useMetric";
import { Tabs } from "../common/Tabs";
import { RecordTurn } from "../charts/RecordTurn";
import { detailsStrings } from "../words/detailsStrings";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import { HierarchyBars } from "./HierarchyBars";
import { tabOffered, tabShown } from "./tabOffered";
import styles from "./Details.module.css";
import { useWeighs } from "./useWeighs";
import { faultWords } from "../words/faultWords";
import { Guarded } from "../faults/Guarded";
import { late } from "../faults/late";

const LossTerms = late(faultWords.names.tab, async () => (await import("./LossTerms")).LossTerms);
const CostTable = late(faultWords.names.tab, async () => (await import("./CostTable")).CostTable);
const RunLog = late(faultWords.names.tab, async () => (await import("./RunLog")).RunLog);
const RankedLists = late(faultWords.names.tab, async () => (await import("./RankedLists")).RankedLists);
const DataGrid = late(faultWords.names.tab, async () => (await import("./DataGrid")).DataGrid);
const SampleWall = late(faultWords.names.tab, async () => (await import("./SampleWall")).SampleWall);
const ConfusionView = late(faultWords.names.tab, async () => (await import("./ConfusionView")).ConfusionView);
const ConflictView = late(faultWords.names.tab, async () => (await import("./ConflictView")).ConflictView);
const ForkView = late(faultWords.names.tab, async () => (await import("./ForkView")).ForkView);
const GramView = late(faultWords.names.tab, async () => (await import("./GramView")).GramView);
const FeatureView = late(faultWords.names.tab, async () => (await import("./FeatureView")).FeatureView);
const EarlyExits = late(faultWords.names.tab, async () => (await import("./EarlyExits")).EarlyExits);
const WeightsView = late(faultWords.names.tab, async () => (await import("./WeightsView")).WeightsView);

/** Every tab; which of them an experiment has, `tabOffered` says. */
export const DETAILS: readonly { readonly value: DetailsTab; readonly label: string }[] = DETAILS_TABS.map((value) => ({
  value,
  label: detailsStrings.tabs[value],
}));

/** What one looks up less often, one at a time, and the run as a file. */
export function DetailsPanel({ className = "" }: { readonly className?: string | undefined }) {
  const info = useDatasetInfo();
  const weighs = useWeighs();
  const { byClass, features } = useLab((state) => state.experiment.measure);
  const chosen = useLab((state) => state.detailsTab);
  const tab = tabShown(chosen, info);
  const { showDetails } = useActions();
  return (
    <section
      translate="no"
      className={`${controls.panel} ${styles.details} ${className}`}
      aria-label={detailsStrings.label}
      data-part="details"
    >
      <div className={styles.head}>
        <Tabs
          id="details"
          label={detailsStrings.label}
          options={DETAILS.filter(
            ({ value }) =>
              tabOffered(value, info) &&
              (value !== "weights" || weighs) &&
              (value !== "conflicts" || byClass) &&
              (value !== "features" || features),
          )}
          value={tab}
          onChoose={(chosenTab) => {
            showDetails(chosenTab);
            // It stands below the charts: what was opened must be seen.
            requestAnimationFrame(() =>
              document.getElementById("details-panel")?.scrollIntoView({ block: "nearest", inline: "nearest" }),
            );
          }}
        />
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
        <RecordTurn>
          <DetailsContent tab={tab} />
        </RecordTurn>
      </div>
    </section>
  );
}

/** The content of a tab; all but the first are loaded when they are asked for. */
export function DetailsContent({ tab }: { readonly tab: DetailsTab }) {
  return (
    <Guarded part={faultWords.names.tab} of={tab}>
      <Suspense fallback={<p className={styles.note}>{strings.accuracy.loading}</p>}>
        <TabContent tab={tab} />
      </Suspense>
    </Guarded>
  );
}

function TabContent({ tab }: { readonly tab: DetailsTab }) {
  switch (tab) {
    case "hierarchy":
      return <HierarchyBars />;
    case "ranked":
      return <RankedLists />;
    case "terms":
      return <LossTerms />;
    case "cost":
      return <CostTable />;
    case "data":
      return <DataGrid />;
    case "samples":
      return <SampleWall />;
    case "confusion":
      return <ConfusionView />;
    case "conflicts":
      return <ConflictView />;
    case "placement":
      return <ForkView />;
    case "gram":
      return <GramView />;
    case "features":
      return <FeatureView />;
    case "exits":
      return <EarlyExits />;
    case "weights":
      return <WeightsView />;
    case "log":
      return <RunLog />;
    default:
      return tab satisfies never;
  }
}

function addressOf({ experiment }: RunRecord): string {
  return `${window.location.href.replace(/#.*$/, "")}#${encodeLink(experiment)}`;
}

/** The run on display as files: all that it has told so far, also what its charts have yet to draw. */
export function Downloads() {
  const { store } = useLabParts();
  const begun = (useRecord()?.step ?? 0) > 0;
  if (!begun) return null;
  const className = `${controls.button} ${controls.quiet} ${controls.small}`;
  const offer = (kind: "csv" | "json", type: string, textOf: (record: RunRecord) => string): void => {
    const record = shownRecord(store.getState());
    if (record !== undefined) downloadText(`forklab-${record.run}.${kind}`, type, textOf(record));
  };
  const csvOf = (record: RunRecord): string => toCsv(record, { link: addressOf(record), seed: record.experiment.seed });
  return (
    <>
      <button
        type="button"
        className={className}
        title={detailsStrings.csvHelp}
        onClick={() => offer("csv", "text/csv", csvOf)}
      >
        {detailsStrings.csv}
      </button>
      <button
        type="button"
        className={className}
        title={detailsStrings.jsonHelp}
        onClick={() => offer("json", "application/json", toJson)}
      >
        {detailsStrings.json}
      </button>
    </>
  );
}

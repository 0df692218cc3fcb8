import type { DetailsTab, PhoneTab } from "../../store/viewState";
import { useActions, useLab, useRecord } from "../common/labContext";
import { useDatasetInfo } from "../common/useMetric";
import { Tabs } from "../common/Tabs";
import { AccuracyCharts } from "../charts/AccuracyPanel";
import { AgreementViews } from "../charts/AgreementPanel";
import { AgreementMore, AgreementOptions } from "../charts/AgreementOptions";
import { AgreementViewChoice } from "../charts/AgreementViewChoice";
import { ChartOptions } from "../charts/ChartOptions";
import { RecordTurn } from "../charts/RecordTurn";
import { AccuracyTable, AgreementHistory } from "../charts/chartTables";
import { DETAILS, DetailsContent } from "../details/DetailsPanel";
import { tabOffered, tabShown } from "../details/tabOffered";
import { useWeighs } from "../details/useWeighs";
import { Notice } from "../common/Notice";
import { QuickOffer, useQuickOffered } from "../verdict/QuickOffer";
import { Notices } from "../notices/Notices";
import { EngineSelect } from "../runbar/EngineSelect";
import { PaceSelect } from "../runbar/PaceSelect";
import { Throughput } from "../runbar/RunClock";
import { detailsStrings } from "../words/detailsStrings";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import { faultWords } from "../words/faultWords";
import { Guarded } from "../faults/Guarded";
import { PhoneDiagram } from "./PhoneDiagram";
import { PhoneRunBar } from "./PhoneRunBar";
import { ResultStrip } from "./ResultStrip";
import styles from "./Phone.module.css";
import { phoneWords } from "../words/phoneWords";

const TABS: readonly { readonly value: PhoneTab; readonly label: string }[] = [
  { value: "accuracy", label: strings.accuracy.accuracy },
  { value: "agreement", label: phoneWords.agreement },
  ...DETAILS.map(({ value, label }) => ({ value, label: value === "hierarchy" ? phoneWords.hierarchy : label })),
];

const { names } = faultWords;

const isDetails = (tab: PhoneTab): tab is DetailsTab => tab !== "accuracy" && tab !== "agreement";

/** One column: result, vertical diagram, one chart at a time, sheets, and the run bar at the thumb. */
export function PhoneLayout() {
  const info = useDatasetInfo();
  const weighs = useWeighs();
  const { byClass, features } = useLab((state) => state.experiment.measure);
  const chosen = useLab((state) => state.phoneTab);
  const tab = isDetails(chosen) ? tabShown(chosen, info) : chosen;
  const { showPhoneTab, openDialog } = useActions();
  return (
    <main translate="no" className={styles.main}>
      <Guarded part={names.verdict}>
        <ResultStrip />
      </Guarded>
      <div className={styles.content}>
        <Guarded part={names.notices}>
          <Notices />
          <PhoneOffer />
        </Guarded>
        <Guarded part={names.diagram}>
          <PhoneDiagram />
        </Guarded>
        <Tabs
          id="phone"
          label={detailsStrings.label}
          options={TABS.filter(
            ({ value }) =>
              !isDetails(value) ||
              (tabOffered(value, info) &&
                (value !== "weights" || weighs) &&
                (value !== "conflicts" || byClass) &&
                (value !== "features" || features)),
          )}
          value={tab}
          onChoose={(chosenTab) => {
            showPhoneTab(chosenTab);
            openedInSight(chosenTab);
          }}
          className={styles.tabs}
        />
        <section
          id="phone-panel"
          data-part={isDetails(tab) ? "details" : tab}
          role="tabpanel"
          tabIndex={0}
          aria-labelledby={`phone-tab-${tab}`}
        >
          <Guarded part={names.tab} of={tab}>
            <PhonePanel tab={tab} />
          </Guarded>
        </section>
        <PhonePace />
        <div className={styles.sheets}>
          <button type="button" className={controls.button} onClick={() => openDialog({ kind: "setup" })}>
            {strings.header.setup}
          </button>
          <RunsButton />
        </div>
      </div>
      <Guarded part={names.runBar}>
        <PhoneRunBar />
      </Guarded>
    </main>
  );
}

/** Brings an opened tab under the result: below the fold nobody would see that it opened. */
function openedInSight(tab: PhoneTab): void {
  requestAnimationFrame(() =>
    document.getElementById(`phone-tab-${tab}`)?.scrollIntoView({ block: "start", inline: "nearest" }),
  );
}

/** The bar at the thumb has no room for them. */
function PhonePace() {
  const record = useRecord();
  return (
    <div className={styles.pace}>
      <PaceSelect />
      <EngineSelect className={styles.engine} />
      <Throughput record={record} />
    </div>
  );
}

function PhoneOffer() {
  const untouched = useRecord() === undefined;
  const offered = useQuickOffered();
  return untouched && offered ? (
    <Notice tone="plain">
      <QuickOffer />
    </Notice>
  ) : null;
}

function RunsButton() {
  const runs = useLab((state) => state.library.length);
  const { openDialog } = useActions();
  return (
    <button type="button" className={controls.button} onClick={() => openDialog({ kind: "runs" })}>
      {phoneWords.runs(runs)}
    </button>
  );
}

function PhonePanel({ tab }: { readonly tab: PhoneTab }) {
  const { toggleTable } = useActions();
  const accuracyTable = useLab((state) => state.accuracyTable);
  const agreementTable = useLab((state) => state.agreementTable);
  if (tab !== "accuracy" && tab !== "agreement") {
    return (
      <RecordTurn>
        <DetailsContent tab={tab} />
      </RecordTurn>
    );
  }
  const table = tab === "accuracy" ? accuracyTable : agreementTable;
  return (
    <div data-chart-area="">
      <div className={styles.panelHead}>
        <h2 className={controls.question}>{strings[tab].title}</h2>
        <button
          type="button"
          className={`${controls.button} ${controls.quiet} ${controls.small}`}
          aria-pressed={table}
          onClick={() => toggleTable(tab)}
        >
          {strings.common.table}
        </button>
      </div>
      {tab === "accuracy" ? (
        <ChartOptions />
      ) : (
        <div className={styles.controls}>
          <AgreementViewChoice />
          <AgreementOptions />
          <span className="grow" />
          <AgreementMore />
        </div>
      )}
      <RecordTurn className={table ? styles.tableTurn : styles.chart}>
        {tab === "accuracy" ? (
          table ? (
            <AccuracyTable />
          ) : (
            <AccuracyCharts />
          )
        ) : table ? (
          <AgreementHistory />
        ) : (
          <AgreementViews />
        )}
      </RecordTurn>
    </div>
  );
}

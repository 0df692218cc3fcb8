import { Suspense } from "react";
import { usePageLayout } from "./common/useMedia";
import { DiagramPanel } from "./diagram/DiagramPanel";
import { Header } from "./header/Header";
import { Dialogs } from "./Dialogs";
import { useLab } from "./common/labContext";
import { LiveRegion } from "./notices/LiveRegion";
import { Notices } from "./notices/Notices";
import { SetupColumn } from "./setup/SetupColumn";
import { strings } from "./words/strings";
import { VerdictRow } from "./verdict/VerdictRow";
import controls from "./common/controls.module.css";
import styles from "./App.module.css";
import { faultWords } from "./words/faultWords";
import { Guarded } from "./faults/Guarded";
import { late } from "./faults/late";

// With recharts or below it: the first screen does without them.
const AccuracyPanel = late(faultWords.names.accuracyChart, async () => {
  // What it will ask for comes beside it, not after it; where that fails, it says so itself.
  import("./charts/ClassifyCharts").catch(() => undefined);
  return (await import("./charts/AccuracyPanel")).AccuracyPanel;
});
const AgreementPanel = late(
  faultWords.names.agreementChart,
  async () => (await import("./charts/AgreementPanel")).AgreementPanel,
);
const DetailsPanel = late(faultWords.names.details, async () => (await import("./details/DetailsPanel")).DetailsPanel);
const LessonPanel = late(faultWords.names.lessons, async () => (await import("./lessons/LessonPanel")).LessonPanel);
const PhoneLayout = late(faultWords.names.page, async () => (await import("./phone/PhoneLayout")).PhoneLayout);

const { names } = faultWords;

/** The lab: compose an experiment, press Play, watch its arms side by side. */
export function App() {
  const layout = usePageLayout();
  const learns = useLab((state) => state.lesson !== undefined);
  // What is on the wall is the same parts, which are there once.
  const onWall = useLab((state) => state.dialog?.kind === "projector");
  return (
    <>
      {onWall || (
        <>
          <a className="skip" href="#diagram" onClick={(event) => focusDiagram(event.nativeEvent)}>
            {strings.skip}
          </a>
          <div className={styles.page} data-layout={layout} data-lesson={learns || undefined}>
            <Guarded part={names.header}>
              <Header layout={layout} />
            </Guarded>
            {learns && (
              <div className={styles.lesson}>
                <Suspense>
                  <LessonPanel />
                </Suspense>
              </div>
            )}
            <Suspense>
              {layout === "phone" ? <PhoneLayout /> : <WideLayout withSetup={layout === "desktop"} />}
            </Suspense>
          </div>
        </>
      )}
      <Guarded part={names.notices} quiet>
        <LiveRegion />
      </Guarded>
      <Dialogs />
    </>
  );
}

/** Focuses without touching the hash, which holds the experiment. */
function focusDiagram(event: Event): void {
  event.preventDefault();
  document.getElementById("diagram")?.focus();
}

function WideLayout({ withSetup }: { readonly withSetup: boolean }) {
  return (
    <div className={styles.body}>
      {withSetup && (
        <aside className={styles.setup} aria-label={strings.header.setup} data-part="setup">
          <Guarded part={names.setup}>
            <SetupColumn />
          </Guarded>
        </aside>
      )}
      <main className={styles.main}>
        <Guarded part={names.notices}>
          <Notices />
        </Guarded>
        <Guarded part={names.verdict}>
          <VerdictRow />
        </Guarded>
        <DiagramPanel />
        <div className={styles.charts}>
          <Suspense fallback={<div className={controls.panel} />}>
            <AccuracyPanel />
          </Suspense>
          <Suspense fallback={<div className={controls.panel} />}>
            <AgreementPanel />
          </Suspense>
        </div>
        <Suspense>
          <DetailsPanel className={styles.details} />
        </Suspense>
      </main>
    </div>
  );
}

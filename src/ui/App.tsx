import { Suspense } from "react";
import { usePageLayout } from "./common/useMedia";
import { AccuracyPanel } from "./charts/AccuracyPanel";
import { AgreementPanel } from "./charts/AgreementPanel";
import { DiagramPanel } from "./diagram/DiagramPanel";
import { Header } from "./header/Header";
import { Dialogs } from "./Dialogs";
import { useLab } from "./common/labContext";
import { LiveRegion } from "./notices/LiveRegion";
import { Notices } from "./notices/Notices";
import { SetupColumn } from "./setup/SetupColumn";
import { strings } from "./words/strings";
import { VerdictRow } from "./verdict/VerdictRow";
import styles from "./App.module.css";
import { faultWords } from "./words/faultWords";
import { Guarded } from "./faults/Guarded";
import { late } from "./faults/late";

// Below the charts: the first screen does without it.
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
          <Guarded part={names.accuracyChart}>
            <AccuracyPanel />
          </Guarded>
          <Guarded part={names.agreementChart}>
            <AgreementPanel />
          </Guarded>
        </div>
        <Suspense>
          <DetailsPanel className={styles.details} />
        </Suspense>
      </main>
    </div>
  );
}

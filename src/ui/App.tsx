import { lazy, Suspense } from "react";
import { usePageLayout } from "./common/useMedia";
import { AccuracyPanel } from "./charts/AccuracyPanel";
import { AgreementPanel } from "./charts/AgreementPanel";
import { DiagramPanel } from "./diagram/DiagramPanel";
import { Header } from "./header/Header";
import { Dialogs } from "./Dialogs";
import { LiveRegion } from "./notices/LiveRegion";
import { Notices } from "./notices/Notices";
import { SetupColumn } from "./setup/SetupColumn";
import { strings } from "./strings";
import { VerdictRow } from "./verdict/VerdictRow";
import styles from "./App.module.css";

// Below the charts: the first screen does without it.
const DetailsPanel = lazy(async () => ({ default: (await import("./details/DetailsPanel")).DetailsPanel }));
const PhoneLayout = lazy(async () => ({ default: (await import("./phone/PhoneLayout")).PhoneLayout }));

/** The lab: compose an experiment, press Play, watch its arms side by side. */
export function App() {
  const layout = usePageLayout();
  return (
    <>
      <a className="skip" href="#diagram" onClick={(event) => focusDiagram(event.nativeEvent)}>
        {strings.skip}
      </a>
      <div className={styles.page} data-layout={layout}>
        <Header layout={layout} />
        <Suspense>{layout === "phone" ? <PhoneLayout /> : <WideLayout withSetup={layout === "desktop"} />}</Suspense>
      </div>
      <LiveRegion />
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
        <aside className={styles.setup} aria-label={strings.header.setup}>
          <SetupColumn />
        </aside>
      )}
      <main className={styles.main}>
        <Notices />
        <VerdictRow />
        <DiagramPanel />
        <div className={styles.charts}>
          <AccuracyPanel />
          <AgreementPanel />
        </div>
        <Suspense>
          <DetailsPanel className={styles.details} />
        </Suspense>
      </main>
    </div>
  );
}

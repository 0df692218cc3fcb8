import { Suspense, useEffect, useRef, useState, type ReactNode } from "react";
import { connectHost } from "../embed/guest";
import { askedView } from "../embed/host";
import { EMBED_VIEWS, type EmbedView, type Refusal } from "../embed/messages";
import { address } from "../store/linkSync";
import { App } from "./App";
import { AccuracyPanel } from "./charts/AccuracyPanel";
import { AgreementPanel } from "./charts/AgreementPanel";
import { useLab, useLabParts } from "./common/labContext";
import { usePageLayout } from "./common/useMedia";
import { DiagramPanel } from "./diagram/DiagramPanel";
import { Dialogs } from "./Dialogs";
import styles from "./EmbedPage.module.css";
import { Notice } from "./common/Notice";
import { Guarded } from "./faults/Guarded";
import { late } from "./faults/late";
import { LiveRegion } from "./notices/LiveRegion";
import { Notices } from "./notices/Notices";
import { VerdictRow } from "./verdict/VerdictRow";
import { embedWords, refusalText } from "./words/embedWords";
import { faultWords } from "./words/faultWords";

const { names } = faultWords;
const DetailsPanel = late(names.details, async () => (await import("./details/DetailsPanel")).DetailsPanel);
const LessonPanel = late(names.lessons, async () => (await import("./lessons/LessonPanel")).LessonPanel);
const PhoneLayout = late(names.page, async () => (await import("./phone/PhoneLayout")).PhoneLayout);
const PhoneFigure = late(names.diagram, async () => (await import("./phone/PhoneFigure")).PhoneFigure);

/** The lab in a frame of somebody else's page: as much of it as the address asks for, and a line to the page around it. */
export function EmbedPage() {
  const { store } = useLabParts();
  const [asked] = useState(() => askedView(location.search));
  const [refused, setRefused] = useState<Refusal>();
  const whole = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const guest = connectHost(store, window, { view: asked.view, say: refusalText, onRefused: setRefused });
    const element = whole.current;
    // All of the lab fills its frame, however high that is.
    if (element === null || asked.view === "full") return guest.end;
    const sizes = new ResizeObserver(() => guest.tellHeight(element.offsetHeight));
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      guest.end();
    };
  }, [store, asked]);
  const told = (
    <>
      {asked.unknownView !== undefined && (
        <Notice tone="warn">
          <p>{embedWords.unknownView(asked.unknownView, EMBED_VIEWS)}</p>
        </Notice>
      )}
      {refused !== undefined && (
        <Notice tone="warn" onDismiss={() => setRefused(undefined)}>
          <p>{refusalText(refused)}</p>
        </Notice>
      )}
    </>
  );
  if (asked.view === "full") {
    return (
      <>
        <div className={styles.above}>{told}</div>
        <App />
      </>
    );
  }
  return (
    <div ref={whole} className={styles.embed} data-view={asked.view}>
      <Part view={asked.view}>{told}</Part>
      <p className={`${styles.foot} small`}>
        <span>{embedWords.brand}</span>
        <OpenLink />
      </p>
      <Guarded part={names.notices} quiet>
        <LiveRegion />
      </Guarded>
      <Dialogs />
    </div>
  );
}

/** What is shown of the lab; `children` stand above it. */
function Part({ view, children }: { readonly view: EmbedView; readonly children: ReactNode }) {
  const layout = usePageLayout();
  const learns = useLab((state) => state.lesson !== undefined);
  const lesson = view === "lesson" && learns && (
    <div className={styles.lesson}>
      <Suspense>
        <LessonPanel />
      </Suspense>
    </div>
  );
  return (
    <div className={styles.beside}>
      {lesson}
      {layout === "phone" ? (
        <div>
          <div className={styles.told}>{children}</div>
          <Suspense>{view === "figure" ? <PhoneFigure /> : <PhoneLayout />}</Suspense>
        </div>
      ) : (
        <main className={styles.main}>
          {children}
          <Guarded part={names.notices}>
            <Notices />
          </Guarded>
          {view !== "figure" && (
            <Guarded part={names.verdict}>
              <VerdictRow />
            </Guarded>
          )}
          <DiagramPanel />
          {view !== "figure" && (
            <div className={styles.charts}>
              <Guarded part={names.accuracyChart}>
                <AccuracyPanel />
              </Guarded>
              <Guarded part={names.agreementChart}>
                <AgreementPanel />
              </Guarded>
            </div>
          )}
          {view === "lesson" && (
            <Suspense>
              <DetailsPanel className={styles.details ?? ""} />
            </Suspense>
          )}
        </main>
      )}
    </div>
  );
}

/** The whole lab in a page of its own, with what stands here. */
function OpenLink() {
  const { store } = useLabParts();
  const link = useLab(() => address(store));
  return (
    <a href={`${pageOf(location.href)}#${link}`} target="_blank" rel="noopener">
      {embedWords.open}
    </a>
  );
}

const pageOf = (href: string): string => href.replace(/[?#].*$/, "");

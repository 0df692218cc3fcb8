import { Suspense, useCallback, useEffect, useState, type ReactNode } from "react";
import { findLesson } from "../../lessons";
import type { LabStore } from "../../store/labStore";
import { AccuracyPanel } from "../charts/AccuracyPanel";
import { AgreementPanel } from "../charts/AgreementPanel";
import controls from "../common/controls.module.css";
import sizes from "../common/fullWindow.module.css";
import { useActions, useLab, useLabParts } from "../common/labContext";
import { openModally } from "../common/openModally";
import { Segments } from "../common/Segments";
import { DetailsPanel } from "../details/DetailsPanel";
import { DiagramPanel } from "../diagram/DiagramPanel";
import { Guarded } from "../faults/Guarded";
import { LessonPanel } from "../lessons/LessonPanel";
import { VerdictRow } from "../verdict/VerdictRow";
import { faultWords } from "../words/faultWords";
import { lecturerWords } from "../words/lecturerWords";
import styles from "./Projector.module.css";
import { keyOf, VIEWS, type Deed, type ProjectorView } from "./presenterKeys";

/** So wide is what is shown before it is made as large as the wall; a lesson beside it takes as much again. */
const DESIGN_WIDTH = 1000;
const LESSON_WIDTH = 420;
/** The line of help goes when the pointer rests so long. */
const REST_MS = 4000;

/** The lab on a wall: large, in black and white but for what colour means, driven by a presenter's keys. */
export function ProjectorDialog() {
  const { store } = useLabParts();
  const { closeDialog } = useActions();
  const learns = useLab((state) => state.lesson !== undefined);
  const [view, setView] = useState<ProjectorView>("figure");
  const [black, setBlack] = useState(false);
  const zoom = useZoom(DESIGN_WIDTH + (learns ? LESSON_WIDTH : 0));
  const moved = useMoved();
  const shown = useCallback((element: HTMLDialogElement | null) => {
    if (element === null || element.open) return;
    openModally(element);
    // No word in it is to explain itself before it is asked to.
    element.focus();
  }, []);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (black) {
        event.preventDefault();
        setBlack(false);
        return;
      }
      const deed = keyOf(event);
      if (deed === undefined) return;
      event.preventDefault();
      if (deed.kind === "view") setView((now) => deed.view ?? beside(now, deed.by));
      else if (deed.kind === "black") setBlack(true);
      else if (deed.kind === "whole") toggleWhole();
      else drive(store, deed, (by) => setView((now) => beside(now, by)));
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [store, black]);
  useEffect(() => {
    // A step of a lesson points to a part of the lab.
    const look = (): void => {
      const parts = document.documentElement.dataset["lessonParts"]?.split(" ") ?? [];
      const pointed = VIEWS.find((each) => parts.includes(each));
      if (parts.length > 0) setView(pointed ?? "figure");
    };
    const turns = new MutationObserver(look);
    turns.observe(document.documentElement, { attributeFilter: ["data-lesson-parts"] });
    return () => turns.disconnect();
  }, []);
  const close = (): void => {
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    closeDialog();
  };
  return (
    <dialog
      ref={shown}
      tabIndex={-1}
      className={`${sizes.fullWindow} ${styles.projector}`}
      aria-label={lecturerWords.projector}
      onClose={close}
    >
      {black ? (
        <div className={styles.black} role="status" onClick={() => setBlack(false)}>
          <span className="sr">{lecturerWords.black}</span>
        </div>
      ) : (
        <div className={styles.wall} style={{ zoom }} data-lesson={learns || undefined}>
          {learns && (
            <div className={styles.lesson}>
              <LessonPanel />
            </div>
          )}
          <div className={styles.scene}>
            <Scene view={view} />
          </div>
        </div>
      )}
      <footer className={styles.help} style={{ zoom: Math.min(zoom, 1.5) }} data-shown={(moved && !black) || undefined}>
        <Segments
          label={lecturerWords.choose}
          options={VIEWS.map((value) => ({ value, label: lecturerWords.views[value] }))}
          value={view}
          onChoose={setView}
        />
        <span className="small">{lecturerWords.keys}</span>
        <button type="button" className={`${controls.button} ${controls.small}`} onClick={close}>
          {lecturerWords.leave}
        </button>
      </footer>
    </dialog>
  );
}

function Scene({ view }: { readonly view: ProjectorView }): ReactNode {
  const { names } = faultWords;
  const verdict = (
    <Guarded part={names.verdict}>
      <VerdictRow />
    </Guarded>
  );
  switch (view) {
    case "figure":
      return (
        <>
          {verdict}
          <DiagramPanel />
        </>
      );
    case "accuracy":
      return (
        <>
          {verdict}
          <Guarded part={names.accuracyChart}>
            <Suspense>
              <AccuracyPanel />
            </Suspense>
          </Guarded>
        </>
      );
    case "agreement":
      return (
        <>
          {verdict}
          <Guarded part={names.agreementChart}>
            <Suspense>
              <AgreementPanel />
            </Suspense>
          </Guarded>
        </>
      );
    case "details":
      return (
        <Guarded part={names.details}>
          <DetailsPanel className={styles.details ?? ""} />
        </Guarded>
      );
    default:
      return view satisfies never;
  }
}

const beside = (view: ProjectorView, by: 1 | -1): ProjectorView =>
  VIEWS[(VIEWS.indexOf(view) + by + VIEWS.length) % VIEWS.length] ?? view;

/** Plays and pauses, and turns the pages of a lesson; without one, pages are what is shown. */
function drive(store: LabStore, deed: Extract<Deed, { readonly kind: "play" | "page" }>, turn: (by: 1 | -1) => void) {
  const { playOrPause, lesson, openLesson } = store.getState();
  if (deed.kind === "play") {
    playOrPause();
    return;
  }
  const entry = lesson === undefined ? undefined : findLesson(lesson.id);
  if (lesson === undefined || entry === undefined) {
    turn(deed.by);
    return;
  }
  const step = Math.min(entry.steps, Math.max(1, lesson.step + deed.by));
  if (step !== lesson.step) openLesson({ ...lesson, step });
}

function toggleWhole(): void {
  if (document.fullscreenElement === null) void document.documentElement.requestFullscreen?.().catch(() => undefined);
  else void document.exitFullscreen();
}

/** How much larger than designed all is shown, so that it takes the window's width. */
function useZoom(width: number): number {
  const [room, setRoom] = useState(innerWidth);
  useEffect(() => {
    const measure = (): void => setRoom(innerWidth);
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, []);
  return Math.max(1, Math.min(3, room / width));
}

/** Whether the pointer moved or a key was pressed a moment ago. */
function useMoved(): boolean {
  const [moved, setMoved] = useState(true);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const note = (): void => {
      setMoved(true);
      clearTimeout(timer);
      timer = setTimeout(() => setMoved(false), REST_MS);
    };
    note();
    addEventListener("pointermove", note);
    return () => {
      clearTimeout(timer);
      removeEventListener("pointermove", note);
    };
  }, []);
  return moved;
}

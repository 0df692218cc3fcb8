import { useState, type KeyboardEvent } from "react";
import type { SiteId } from "../../graph/networkGraph";
import { networksOf } from "../../experiment/networks";
import { forkState } from "../../store/edits";
import { useActions, useLab } from "../common/labContext";
import { Icon } from "../common/Icon";
import { armWords } from "../words/armWords";
import { strings } from "../words/strings";
import { placeName } from "../words/wording";
import type { DiagramLayout, SitePoint } from "./layout";
import styles from "./Diagram.module.css";

const PRESSED = { on: true, off: false, mixed: "mixed" } as const;

/** A real button on every site of the trunk; one tab stop, arrow keys move, Enter and Space switch. */
export function SiteButtons({ layout }: { readonly layout: DiagramLayout }) {
  const [current, setCurrent] = useState<SiteId>();
  const stop = layout.sites.some(({ site }) => site === current) ? current : layout.sites[0]?.site;
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const buttons = [...event.currentTarget.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = by === undefined ? edge(event.key, buttons) : buttons[at + by];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <div role="group" aria-label={strings.diagram.sites} onKeyDown={move}>
      {layout.sites.map((point) => (
        <SiteButton
          key={point.site}
          point={point}
          y={layout.trunkY + point.dy}
          tabStop={point.site === stop}
          onFocus={() => setCurrent(point.site)}
        />
      ))}
    </div>
  );
}

function edge(key: string, buttons: readonly HTMLButtonElement[]): HTMLButtonElement | undefined {
  if (key === "Home") return buttons[0];
  return key === "End" ? buttons.at(-1) : undefined;
}

interface SiteButtonProps {
  readonly point: SitePoint;
  readonly y: number;
  readonly tabStop: boolean;
  readonly onFocus: () => void;
}

function SiteButton({ point: { site, x, inside }, y, tabStop, onFocus }: SiteButtonProps) {
  const experiment = useLab((state) => state.experiment);
  const fixed = useLab(({ locked }) => locked.every((one) => one));
  const { forkAt, weighFork, previewFork } = useActions();
  const state = forkState(experiment, site);
  const place = placeName(networksOf(experiment).trunk, site);
  const act = (event: KeyboardEvent<HTMLButtonElement>): void => {
    if ((event.key === "Delete" || event.key === "Backspace") && state === "on") forkAt(site);
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    weighFork(site, event.key === "ArrowUp" ? 1 : -1);
  };
  return (
    <button
      type="button"
      className={`${styles.site} ${inside ? styles.inside : ""}`}
      style={{ left: x, top: y }}
      tabIndex={tabStop ? 0 : -1}
      aria-pressed={PRESSED[state]}
      aria-disabled={fixed}
      title={fixed ? armWords.allLocked : undefined}
      aria-label={strings.diagram.siteName(place, strings.diagram.states[state])}
      onClick={() => forkAt(site)}
      onKeyDown={act}
      onFocus={() => {
        onFocus();
        previewFork(site);
      }}
      onBlur={() => previewFork(undefined)}
      onPointerEnter={() => previewFork(site)}
      onPointerLeave={() => previewFork(undefined)}
    >
      <Icon name={state === "off" ? "plus" : "fork"} />
    </button>
  );
}

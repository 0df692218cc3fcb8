import { Suspense, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import type { Fork } from "../../experiment/experiment";
import { forkRateField, forkWeightField } from "../../experiment/fields";
import { rateOf } from "../../experiment/forkRate";
import { branchEntry } from "../../experiment/network";
import type { BranchId } from "../../graph/networkGraph";
import { networksOf } from "../../experiment/networks";
import { armStyle } from "../common/armStyle";
import { useActions, useLab } from "../common/labContext";
import { placeBeside } from "../common/placeBeside";
import { focusNext } from "../common/roving";
import { branchTitle, placeName } from "../words/wording";
import controls from "../common/controls.module.css";
import { branchWords } from "../words/branchWords";
import type { DiagramLayout, Lane } from "./layout";
import styles from "./BranchEditors.module.css";
import { faultWords } from "../words/faultWords";
import { late } from "../faults/late";

const BranchFields = late(
  faultWords.names.branchFields,
  async () => (await import("../setup/BranchFields")).BranchFields,
);

/** Between a branch and its editor, in CSS pixels. */
const GAP = 4;

/** A button on every branch that opens its design and weight where it is drawn; one tab stop, arrow keys move. */
export function BranchEditors({ layout }: { readonly layout: DiagramLayout }) {
  const { lanes, headX } = layout;
  const [current, setCurrent] = useState<string>();
  const keys = lanes.map(keyOf);
  const stop = current !== undefined && keys.includes(current) ? current : keys[0];
  if (lanes.length === 0) return null;
  return (
    <div
      role="group"
      aria-label={branchWords.group}
      onKeyDown={(event) => {
        // Arrow keys inside an open editor belong to its fields.
        if (event.target instanceof HTMLElement && event.target.dataset["branch"] !== undefined) move(event);
      }}
    >
      {lanes.map((lane) => (
        <BranchEditor
          key={keyOf(lane)}
          lane={lane}
          headX={headX}
          tabStop={keyOf(lane) === stop}
          onFocus={() => setCurrent(keyOf(lane))}
        />
      ))}
    </div>
  );
}

const keyOf = ({ arm, branch }: Lane): string => `${arm}/${branch}`;

function move(event: KeyboardEvent<HTMLElement>): void {
  focusNext(event, "button");
}

/** What weight and rate take beside a lane, at most. */
const BESIDE = 110;

interface BranchEditorProps {
  readonly lane: Lane;
  /** Where all lanes end. */
  readonly headX: number;
  readonly tabStop: boolean;
  readonly onFocus: () => void;
}

function BranchEditor({ lane, headX, tabStop, onFocus }: BranchEditorProps) {
  const id = useId();
  const popover = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const { arm, branch, y, nodes, fromX } = lane;
  const experiment = useLab((state) => state.experiment);
  const locked = useLab((state) => state.locked[arm] === true);
  const [open, setOpen] = useState(false);
  useBeside(popover, button, open);
  const found = forkOf(experiment.arms[arm]?.forks ?? [], branch);
  const first = nodes[0];
  const last = nodes.at(-1);
  if (found === undefined || first === undefined || last === undefined) return null;
  const { fork } = found;
  const { trunk } = networksOf(experiment);
  const { letter, className } = armStyle(arm);
  const title = branchTitle(trunk, branch);
  const entry = branchEntry(fork.branch.kind);
  const rate = rateOf(fork);
  const weight = forkWeightField.format(fork.weight);
  const rateText = rate === 1 ? undefined : branchWords.rate(forkRateField.format(rate));
  const end = last.x + last.width;
  // A lane that ends at the heads has no room there for more than its dot: left of where it leaves there is nothing.
  const aside = end + BESIDE > headX && fromX > BESIDE;
  const beside = [
    ...(fork.weight === 1 ? [] : [branchWords.weight(weight)]),
    ...(rateText === undefined ? [] : [rateText]),
  ];
  return (
    <>
      <button
        ref={button}
        type="button"
        // The group moves between elements of this role.
        role="button"
        data-branch={branch}
        className={`${styles.branch} ${className}`}
        style={{ left: first.x, top: y - 15, width: last.x + last.width - first.x }}
        tabIndex={tabStop ? 0 : -1}
        aria-haspopup="dialog"
        aria-label={branchWords.edit(title, letter, entry.caption(fork.branch), weight, rateText)}
        popoverTarget={id}
        onFocus={onFocus}
      />
      {beside.length > 0 && (
        <span
          className={`${styles.weight} ${className}`}
          data-side={aside ? "left" : "right"}
          style={{ left: aside ? fromX - 4 : end + 6, top: y - 10 }}
        >
          {beside.join(", ")}
        </span>
      )}
      <div
        ref={popover}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={branchWords.title(title, letter)}
        className={styles.editor}
        // For the first frame; its height is known later.
        onBeforeToggle={({ currentTarget }) => {
          if (button.current !== null) placeBeside(currentTarget, button.current, GAP);
        }}
        onToggle={({ newState }) => setOpen(newState === "open")}
      >
        {open && (
          <Editor
            {...{ arm, fork, title, locked }}
            position={found.position}
            place={placeName(trunk, fork.site)}
            onClose={() => popover.current?.hidePopover()}
          />
        )}
      </div>
    </>
  );
}

interface EditorProps {
  readonly arm: number;
  readonly fork: Fork;
  readonly position: number;
  readonly place: string;
  readonly title: string;
  readonly locked: boolean;
  readonly onClose: () => void;
}

function Editor({ arm, fork, position, place: where, title, locked, onClose }: EditorProps) {
  const { setField } = useActions();
  const forks = useLab((state) => state.experiment.arms[arm]?.forks ?? []);
  const { letter, className } = armStyle(arm);
  const small = `${controls.button} ${controls.small}`;
  return (
    <fieldset disabled={locked} className={className}>
      <legend>
        <span className="armText">{letter}</span> {title}
      </legend>
      {locked && <p className="small muted">{branchWords.locked(letter)}</p>}
      <Suspense>
        <BranchFields fork={fork} arm={arm} position={position} place={where} />
      </Suspense>
      <div className={styles.actions}>
        <button
          type="button"
          className={small}
          onClick={() => {
            onClose();
            setField(
              ["arms", arm, "forks"],
              forks.filter((_, index) => index !== position),
            );
          }}
        >
          {branchWords.remove}
        </button>
        <button type="button" className={small} onClick={onClose}>
          {branchWords.close}
        </button>
      </div>
    </fieldset>
  );
}

/**
 * Keeps an open editor beside its branch: popovers lie in front of the page, so that the page's scrolling box does not cut them, and
 * its fields come late.
 */
function useBeside(popover: RefObject<HTMLElement | null>, anchor: RefObject<HTMLElement | null>, open: boolean): void {
  useLayoutEffect(() => {
    const [shown, at] = [popover.current, anchor.current];
    if (!open || shown === null || at === null) return undefined;
    const place = (): void => placeBeside(shown, at, GAP);
    const sizes = new ResizeObserver(place);
    sizes.observe(shown);
    addEventListener("scroll", place, { capture: true, passive: true });
    addEventListener("resize", place);
    return () => {
      sizes.disconnect();
      removeEventListener("scroll", place, { capture: true });
      removeEventListener("resize", place);
    };
  }, [popover, anchor, open]);
}

/** The n-th fork of a site is branch `site.n`, the first `site` alone. */
function forkOf(
  forks: readonly Fork[],
  branch: BranchId,
): { readonly fork: Fork; readonly position: number } | undefined {
  const [site, number = "1"] = branch.split(".");
  const there = forks.flatMap((fork, position) => (fork.site === site ? [{ fork, position }] : []));
  return there[Number(number) - 1];
}

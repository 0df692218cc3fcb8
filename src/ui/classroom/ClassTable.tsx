import { useMemo } from "react";
import { useStore } from "zustand";
import { claimedMain, lettersOf } from "../../classroom/handInCsv";
import { differingSettings } from "../../classroom/settings";
import type { ClassEntry, ClassState, ClassStore } from "../../store/classStore";
import { armStyle } from "../common/armStyle";
import { Icon } from "../common/Icon";
import { useActions } from "../common/labContext";
import controls from "../common/controls.module.css";
import { checkText, classWords } from "../words/classWords";
import { count, share } from "../words/format";
import styles from "./Class.module.css";

/** Who, the settings that differ, the figures, and what running it again came to. */
export function ClassTable({ store }: { readonly store: ClassStore }) {
  const entries = useStore(store, (state) => state.entries);
  const settings = useMemo(() => differingSettings(entries.map(({ experiment }) => experiment)), [entries]);
  const letters = useMemo(() => lettersOf(entries), [entries]);
  const kinds = entries.map(({ check }) => check?.kind);
  const tally = classWords.tally(
    entries.length,
    kinds.filter((kind) => kind === "reproduced").length,
    kinds.filter((kind) => kind === "differs").length,
  );
  return (
    <>
      <p role="status">{tally}</p>
      <div className={styles.wrap} tabIndex={0} role="region" aria-label={classWords.table}>
        <table className={`${controls.table} ${styles.table}`}>
          <thead>
            <tr>
              <th scope="col">{classWords.who}</th>
              {settings.map(({ id, label }) => (
                <th key={id} scope="col">
                  {label}
                </th>
              ))}
              {letters.map((letter, arm) => (
                <th key={letter} scope="col" style={{ color: armStyle(arm).color }}>
                  {classWords.main(letter)}
                </th>
              ))}
              <th scope="col" className={styles.state}>
                {classWords.state}
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            {entries.map((entry, row) => (
              <tr key={entry.id}>
                <th scope="row">{nameOf(entry)}</th>
                {settings.map(({ id, values }) => (
                  <td key={id}>{values[row]}</td>
                ))}
                {letters.map((letter, arm) => {
                  const value = claimedMain(entry, arm);
                  return <td key={letter}>{value === null ? "–" : share(value)}</td>;
                })}
                <State store={store} entry={entry} />
                <RowActions store={store} entry={entry} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="small muted">
        {classWords.same} {classWords.kept}
      </p>
    </>
  );
}

const nameOf = ({ who, line }: ClassEntry): string => (who === "" ? classWords.nobody(line) : who);

interface RowProps {
  readonly store: ClassStore;
  readonly entry: ClassEntry;
}

function State({ store, entry }: RowProps) {
  const text = useStore(store, (state) => stateText(state, entry));
  return (
    <td className={styles.state} data-kind={entry.check?.kind}>
      {text}
    </td>
  );
}

function stateText({ running, waiting }: ClassState, { id, check, experiment }: ClassEntry): string {
  if (running?.id === id) return classWords.running(count(running.step), count(experiment.training.budget));
  if (waiting.includes(id)) return classWords.waits;
  return check === undefined ? classWords.claimed : checkText(check);
}

function RowActions({ store, entry }: RowProps) {
  const { openLink, closeDialog, leaveLesson } = useActions();
  const busy = useStore(store, ({ running, waiting }) => running?.id === entry.id || waiting.includes(entry.id));
  const small = `${controls.button} ${controls.quiet} ${controls.small}`;
  const name = nameOf(entry);
  return (
    <td className={styles.rowActions}>
      <button
        type="button"
        className={small}
        aria-label={classWords.verifyOne(name)}
        disabled={busy}
        onClick={() => void store.getState().verify([entry.id])}
      >
        {classWords.verify}
      </button>
      <button
        type="button"
        className={small}
        aria-label={classWords.openOf(name)}
        onClick={() => {
          leaveLesson();
          openLink(entry.link);
          closeDialog();
        }}
      >
        {classWords.open}
      </button>
      <button
        type="button"
        className={`${small} ${controls.icon}`}
        aria-label={classWords.remove(name)}
        onClick={() => store.getState().remove(entry.id)}
      >
        <Icon name="close" />
      </button>
    </td>
  );
}

import { useId, useMemo, useState } from "react";
import { experimentReference, matchesWords } from "../../experiment/reference";
import { useActions } from "../common/labContext";
import { Dialog } from "../common/Dialog";
import controls from "../common/controls.module.css";
import { ReferenceItem } from "./ReferenceItem";
import { referenceWords } from "../words/referenceWords";
import styles from "./Reference.module.css";

/** Few enough to be read at once: they are opened by the search itself. */
const OPENED_BY_SEARCH = 3;

/** Everything that an experiment can be made of, searchable; an entry that was asked for stands open. */
export function ReferenceDialog({ entry }: { readonly entry?: string | undefined }) {
  const id = useId();
  const { closeDialog } = useActions();
  const [query, setQuery] = useState("");
  const [target, setTarget] = useState(entry);
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const sections = useMemo(() => experimentReference(), []);
  const all = sections.flatMap((section) => section.entries);
  const found = new Set(all.filter((one) => matchesWords(one, query)).map((one) => one.id));
  const searched = query.trim() !== "" && found.size <= OPENED_BY_SEARCH;
  const isOpen = (one: string): boolean => toggled.get(one) ?? (searched || one === target);
  const toggle = (one: string, open: boolean): void => {
    if (open !== isOpen(one)) setToggled(new Map(toggled).set(one, open));
  };
  const goTo = (one: string): void => {
    setQuery("");
    setToggled(new Map(toggled).set(one, true));
    setTarget(one);
  };
  return (
    <Dialog wide title={referenceWords.title} onClose={closeDialog}>
      <p className="muted">{referenceWords.intro}</p>
      <div className={styles.search}>
        <label className="sr" htmlFor={id}>
          {referenceWords.search}
        </label>
        <input
          id={id}
          type="search"
          className={`${controls.control} ${controls.boxed}`}
          placeholder={referenceWords.search}
          autoComplete="off"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setToggled(new Map());
            setTarget(undefined);
          }}
        />
        <span className="small muted" role="status">
          {found.size === 0 ? referenceWords.nothing : referenceWords.found(found.size, all.length)}
        </span>
      </div>
      <div className={styles.columns}>
        <nav className={styles.contents} aria-label={referenceWords.contents}>
          {sections.map((section) => (
            <div key={section.id}>
              <h3>{section.title}</h3>
              <ul>
                {section.entries.map((one) => (
                  <li key={one.id}>
                    <button type="button" className={controls.link} onClick={() => goTo(one.id)}>
                      {one.title}
                    </button>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </nav>
        <div className={styles.sections}>
          {sections.map((section) => {
            const shown = section.entries.filter((one) => found.has(one.id));
            if (shown.length === 0) return null;
            return (
              <section key={section.id} aria-label={section.title}>
                <h3 className={styles.sectionTitle}>{section.title}</h3>
                {shown.map((one) => (
                  <ReferenceItem
                    key={one.id}
                    entry={one}
                    open={isOpen(one.id)}
                    asked={one.id === target}
                    onToggle={(open) => toggle(one.id, open)}
                  />
                ))}
              </section>
            );
          })}
        </div>
      </div>
    </Dialog>
  );
}

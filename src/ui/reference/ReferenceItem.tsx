import { useEffect, useRef, useState, type ReactNode } from "react";
import type { ReferenceEntry, ReferenceSetting } from "../../catalog/reference";
import type { Source } from "../../catalog/registry";
import { copyText } from "../../client/handOut";
import controls from "../common/controls.module.css";
import { aboutAddress } from "./about";
import { referenceWords } from "../words/referenceWords";
import styles from "./Reference.module.css";

interface ReferenceItemProps {
  readonly entry: ReferenceEntry;
  readonly open: boolean;
  /** It was asked for: comes into view and takes the focus. */
  readonly asked: boolean;
  readonly onToggle: (open: boolean) => void;
}

/** One entry: what it is in a line, the rest unfolded. */
export function ReferenceItem({ entry, open, asked, onToggle }: ReferenceItemProps) {
  const head = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!asked) return;
    head.current?.scrollIntoView({ block: "start" });
    head.current?.focus();
  }, [asked]);
  const { title, kind, summary, formula, source, differs, settings, remains } = entry;
  return (
    <details className={styles.entry} open={open} onToggle={(event) => onToggle(event.currentTarget.open)}>
      <summary ref={head}>
        <b>{title}</b> <code className="mono">{kind}</code>
        <span className={styles.brief}>{summary}</span>
      </summary>
      <div className={styles.body}>
        <p>{summary}</p>
        {formula !== undefined && <p className={styles.formula}>{formula}</p>}
        <Part title={referenceWords.settings}>
          {settings.length === 0 ? <p>{referenceWords.noSettings}</p> : <SettingList settings={settings} />}
        </Part>
        {source !== undefined && (
          <Part title={referenceWords.source}>
            <SourceText source={source} />
          </Part>
        )}
        {source !== undefined && (
          <Part title={referenceWords.differs}>
            {differs.length === 0 ? <p>{referenceWords.same}</p> : <Sentences texts={differs} />}
          </Part>
        )}
        {remains !== undefined && (
          <Part title={referenceWords.paper}>
            <Sentences texts={remains} />
          </Part>
        )}
        <CopyLink entry={entry} />
      </div>
    </details>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <h4 className={styles.partTitle}>{title}</h4>
      {children}
    </div>
  );
}

function Sentences({ texts }: { readonly texts: readonly string[] }) {
  return (
    <ul className={styles.sentences}>
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

function SettingList({ settings }: { readonly settings: readonly ReferenceSetting[] }) {
  return (
    <ul className={styles.settings}>
      {settings.map(({ name, label, help, accepts, unit, options, initial, linkKey }) => (
        <li key={name}>
          <b>{label}</b>{" "}
          <span className="muted">
            <code className="mono">{linkKey}</code> {referenceWords.inLinks}
          </span>
          <p>{help}</p>
          <p className="muted">
            {referenceWords.accepts(
              options.length === 0
                ? referenceWords.accepted(accepts, unit)
                : options
                    .map((option) =>
                      option.value === option.label ? option.label : `${option.value} (${option.label})`,
                    )
                    .join(", "),
            )}{" "}
            {referenceWords.initially(initial)}
          </p>
        </li>
      ))}
    </ul>
  );
}

function SourceText({ source: { paper, arxiv, code } }: { readonly source: Source }) {
  // An authors' file begins with the repository: owner/name, path.
  const repository = code === undefined ? undefined : /^[\w.-]+\/[\w.-]+(?=,|$)/.exec(code)?.[0];
  return (
    <>
      <p>
        {paper}.{" "}
        {arxiv !== undefined && (
          <a href={`https://arxiv.org/abs/${arxiv}`} target="_blank" rel="noreferrer">
            arXiv:{arxiv}
          </a>
        )}
      </p>
      {code !== undefined && (
        <p>
          {referenceWords.file}:{" "}
          {repository === undefined ? (
            code
          ) : (
            <>
              <a href={`https://github.com/${repository}`} target="_blank" rel="noreferrer">
                {repository}
              </a>
              {code.slice(repository.length)}
            </>
          )}
        </p>
      )}
    </>
  );
}

function CopyLink({ entry }: { readonly entry: ReferenceEntry }) {
  const [said, setSaid] = useState("");
  const copy = async (): Promise<void> => {
    const copied = await copyText(aboutAddress(location.href, entry.id));
    setSaid(copied ? referenceWords.copied : referenceWords.refused);
  };
  return (
    <p className="small">
      <button type="button" className={controls.link} onClick={() => void copy()}>
        {referenceWords.link(entry.title)}
      </button>{" "}
      <span role="status">{said}</span>
    </p>
  );
}

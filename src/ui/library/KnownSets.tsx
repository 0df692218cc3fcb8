import { knownSets, type KnownFile, type KnownSet } from "../../data/files/knownSets";
import controls from "../common/controls.module.css";
import { imagesWords as words } from "../words/imagesWords";
import styles from "./Images.module.css";

export interface FetchProps {
  readonly onDownload: (files: readonly KnownFile[]) => void;
  readonly busy?: boolean;
}

/** Sets that public hosts let the page fetch: what they are stands before the click that agrees to it. */
export function KnownSets({ onDownload, busy = false }: FetchProps) {
  return (
    <details className="small">
      <summary>{words.fetchable}</summary>
      <ul className={styles.rows}>
        {knownSets
          .filter(({ files }) => files !== undefined)
          .map((known) => (
            <li key={known.name} className={styles.row}>
              <strong>{known.title}</strong>
              <FetchSet known={known} {...{ onDownload, busy }} />
            </li>
          ))}
      </ul>
    </details>
  );
}

/** What a set is, and the button that agrees to fetch it; nothing where no host lets the page. */
export function FetchSet({ known, onDownload, busy = false }: FetchProps & { readonly known: KnownSet }) {
  const { title, files = [], licence } = known;
  const [first] = files;
  if (first === undefined) return null;
  const size = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const checked = words.checksums[first.checksum.kind];
  return (
    <>
      <p className="small muted">{words.fetchFacts(files.length, size, new URL(first.url).host, licence, checked)}</p>
      <button
        type="button"
        className={`${controls.button} ${controls.small}`}
        disabled={busy}
        onClick={() => onDownload(files)}
      >
        {words.fetch(title)}
      </button>
    </>
  );
}

import { useState, type ReactNode } from "react";
import { classCounts, pageOf } from "../../data/classPlaces";
import type { ImageSet } from "../../data/imageSet";
import { count } from "../words/format";
import { dataWords as words } from "../words/dataWords";
import controls from "../common/controls.module.css";
import styles from "./DataGrid.module.css";
import { SamplePicture } from "./SamplePicture";

const SHOWN = 40;

interface SplitBrowserProps {
  readonly set: ImageSet;
  readonly classes: number;
  readonly nameOf: (label: number) => string;
  /** Shown under the images for the one that was chosen. */
  readonly look: (index: number) => ReactNode;
}

/** All images of a split, page by page, of one class or of all; and how many of each class there are. */
export function SplitBrowser({ set, classes, nameOf, look }: SplitBrowserProps) {
  const [chosen, setChosen] = useState<number>();
  const [label, setLabel] = useState<number>();
  const [page, setPage] = useState(0);
  const [search, setSearch] = useState("");
  const counts = classCounts(set, classes);
  const most = Math.max(1, ...counts);
  const wanted = search.trim().toLowerCase();
  const found = counts.flatMap((images, each) =>
    wanted === "" || nameOf(each).toLowerCase().includes(wanted) ? [{ each, images }] : [],
  );
  const { places, pages } = pageOf(set, label, page, SHOWN);
  const choose = (next: number | undefined): void => {
    setLabel(next);
    setPage(0);
  };
  const small = `${controls.button} ${controls.small}`;
  return (
    <div className={styles.browser}>
      <div className={styles.classes}>
        <input
          type="search"
          className={`${controls.control} ${controls.boxed}`}
          aria-label={words.search}
          placeholder={words.search}
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
        <ul aria-label={words.classes} tabIndex={0}>
          {wanted === "" && (
            <li>
              <button type="button" aria-pressed={label === undefined} onClick={() => choose(undefined)}>
                <span>{words.all}</span>
                <span />
                <span className="num">{count(set.count)}</span>
              </button>
            </li>
          )}
          {found.map(({ each, images }) => (
            <li key={each}>
              <button type="button" aria-pressed={label === each} onClick={() => choose(each)}>
                <span>{nameOf(each)}</span>
                <span className={styles.bar} style={{ inlineSize: `${(100 * images) / most}%` }} />
                <span className="num">{count(images)}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
      <div className={styles.page}>
        <div className={styles.pair}>
          <button type="button" className={small} disabled={page === 0} onClick={() => setPage(page - 1)}>
            {words.previous}
          </button>
          <span className="num">{words.page(Math.min(page + 1, pages), pages)}</span>
          <button type="button" className={small} disabled={page + 1 >= pages} onClick={() => setPage(page + 1)}>
            {words.next}
          </button>
        </div>
        <ul className={styles.wall}>
          {places.map((index) => (
            <li key={index}>
              <button
                type="button"
                className={styles.choose}
                aria-label={words.look(index, nameOf(set.labels[index] ?? 0))}
                aria-pressed={chosen === index}
                onClick={() => setChosen(chosen === index ? undefined : index)}
              >
                <SamplePicture set={set} index={index} title={words.image(index, nameOf(set.labels[index] ?? 0))} />
              </button>
            </li>
          ))}
        </ul>
        {chosen !== undefined && look(chosen)}
      </div>
    </div>
  );
}

import { Fragment, useState } from "react";
import type { DatasetInfo } from "../../data/datasetInfo";
import { nearestImages, type Neighbour } from "../../data/nearestImages";
import type { ImageSet } from "../../data/imageSet";
import type { Experiment } from "../../experiment/experiment";
import { decimal } from "../words/format";
import { dataWords as words, type SplitName } from "../words/dataWords";
import controls from "../common/controls.module.css";
import { drawsOf } from "./drawsOf";
import { SamplePicture } from "./SamplePicture";
import { useBrought } from "./useBrought";
import styles from "./DataGrid.module.css";

/** Draws that are shown at a time, and neighbours. */
const DRAWS = 8;
const NEAREST = 6;

interface ImageLookProps {
  readonly splits: readonly (readonly [SplitName, ImageSet])[];
  readonly set: ImageSet;
  readonly split: SplitName;
  readonly index: number;
  /** Where it stands in `splits`: validation images may be training images that were set apart. */
  readonly home: { readonly split: SplitName; readonly index: number };
  readonly info: DatasetInfo;
  readonly experiment: Experiment;
  readonly views: 1 | 2;
  readonly nameOf: (label: number) => string;
}

/** One image: what training may make of it, and which others are like it. */
export function ImageLook(props: ImageLookProps) {
  const { set, split, index, nameOf } = props;
  if (index >= set.count) return null;
  const name = nameOf(set.labels[index] ?? 0);
  return (
    <section className={styles.look} aria-label={words.image(index, name)}>
      <h4>{words.image(index, name)}</h4>
      {split === "train" ? <Draws {...props} name={name} /> : <p className="muted">{words.unchangedSplit}</p>}
      <Nearest key={`${split}/${index}`} {...props} />
    </section>
  );
}

function Draws({ set, name, index, info, experiment, views }: ImageLookProps & { readonly name: string }) {
  const [from, setFrom] = useState(0);
  const ready = useBrought(set, [index]);
  if (ready === undefined) return <p className="muted">{words.loading}</p>;
  return (
    <>
      <div className={styles.draws}>
        <span>{words.asStored}</span>
        <SamplePicture set={set} index={index} title={words.stored(index, name)} />
        {Array.from({ length: views }, (_, view) => {
          const draws = drawsOf(ready, index, info, experiment, view, from, DRAWS);
          return (
            <Fragment key={view}>
              <span>{views === 2 ? words.view(view + 1) : words.drawn}</span>
              <ul className={styles.wall}>
                {Array.from({ length: DRAWS }, (__, draw) => (
                  <li key={draw}>
                    <SamplePicture set={draws} index={draw} title={words.draw(from + draw + 1)} />
                  </li>
                ))}
              </ul>
            </Fragment>
          );
        })}
      </div>
      <button type="button" className={`${controls.button} ${controls.small}`} onClick={() => setFrom(from + DRAWS)}>
        {words.moreDraws}
      </button>
    </>
  );
}

function Nearest({ splits, home, nameOf }: ImageLookProps) {
  const [found, setFound] = useState<readonly Neighbour<SplitName>[] | "searching">();
  const search = (): void => {
    setFound("searching");
    void nearestImages(splits, home, NEAREST).then(setFound);
  };
  if (found === undefined) {
    return (
      <button type="button" className={`${controls.button} ${controls.small}`} onClick={search}>
        {words.nearest}
      </button>
    );
  }
  if (found === "searching") return <p role="status">{words.searching}</p>;
  return (
    <>
      <p>{words.found}</p>
      <ul className={styles.grid} aria-label={words.found}>
        {found.map((each) => {
          const set = splits.find(([name]) => name === each.split)?.[1];
          if (set === undefined) return null;
          const name = nameOf(set.labels[each.index] ?? 0);
          return (
            <li key={`${each.split}/${each.index}`}>
              <SamplePicture set={set} index={each.index} title={words.image(each.index, name)} />
              <span>{name}</span>
              <span className="small muted">{words.neighbour(each.split, each.index)}</span>
              <span className="small muted">
                {each.distance === 0 ? words.same : words.apart(decimal(each.distance, 1))}
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

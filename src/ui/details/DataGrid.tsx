import { useMemo, useState } from "react";
import type { Splits } from "../../catalog/datasets/dataset";
import type { Experiment } from "../../experiment/experiment";
import { datasetInfoOf } from "../../experiment/network";
import { issuesOf, networksOf } from "../../experiment/networks";
import { watchedSplit } from "../../experiment/validation";
import type { ImageSet } from "../../data/imageSet";
import { useLab, useChartRecord } from "../common/labContext";
import { count } from "../words/format";
import { changesInWords } from "./changesInWords";
import { batchPlaces, batchRows } from "./batchRows";
import { issueText } from "../words/issueWords";
import { dataWords, type SplitName } from "../words/dataWords";
import { Segments } from "../common/Segments";
import { ImageLook } from "./ImageLook";
import { SamplePicture } from "./SamplePicture";
import { SplitBrowser } from "./SplitBrowser";
import { useBrought } from "./useBrought";
import { useSplits } from "./useSplits";
import { placeInTraining, validationSet } from "../../experiment/validationSet";
import details from "./Details.module.css";
import styles from "./DataGrid.module.css";

const SHOWN = 20;

/** What the networks are given: the batch of the step on display, as stored and after augmentation. */
export function DataGrid() {
  const experiment = useLab((state) => state.experiment);
  const loaded = useSplits(experiment);
  const blocking = issuesOf(experiment).filter((issue) => issue.blocking);
  if (blocking.length > 0) {
    return (
      <p className={details.note}>
        {dataWords.noBatch(blocking.map((issue) => issueText(issue, experiment)).join("; "))}
      </p>
    );
  }
  if (loaded.kind === "failed") return <p className={details.note}>{dataWords.failed(loaded.why)}</p>;
  if (loaded.kind === "loading") return <p className={details.note}>{dataWords.loading}</p>;
  return <Pictures splits={loaded.splits} />;
}

type View = "batch" | "train" | "validation" | "test";

/** The batch, or all images of a split. */
function Pictures({ splits }: { readonly splits: Splits }) {
  const experiment = useLab((state) => state.experiment);
  const [view, setView] = useState<View>("batch");
  const info = datasetInfoOf(experiment);
  const nameOf = (label: number): string => info.classNames[label] ?? dataWords.identity(label);
  const validated = watchedSplit(experiment) === "validation";
  const offered = (["batch", "train", "validation", "test"] as const).filter(
    (each) => each !== "validation" || validated,
  );
  const shown = offered.includes(view) ? view : "batch";
  const views = viewsOf(experiment);
  const named: readonly (readonly [SplitName, ImageSet])[] = [
    ["train", splits.train],
    ...(validated && splits.validation !== undefined
      ? [["validation", validationSet(splits, experiment)] as const]
      : []),
    ["test", splits.test],
  ];
  const set =
    shown === "test" ? splits.test : shown === "validation" ? validationSet(splits, experiment) : splits.train;
  // Whom one looks for is no class: strangers are numbered on from those that training knows.
  const classes = set.labels.reduce((most, label) => Math.max(most, label + 1), info.classes);
  return (
    <div className={styles.data}>
      <Segments
        label={dataWords.shown}
        options={offered.map((each) => ({ value: each, label: dataWords.views[each] }))}
        value={shown}
        onChoose={setView}
      />
      {shown === "batch" ? (
        <Grid set={splits.train} />
      ) : (
        <SplitBrowser
          key={shown}
          set={set}
          classes={classes}
          nameOf={nameOf}
          look={(index) => {
            const place = shown === "validation" ? placeInTraining(splits, experiment, index) : undefined;
            const home = place === undefined ? { split: shown, index } : { split: "train" as const, index: place };
            return (
              <ImageLook {...{ splits: named, set, split: shown, index, home, info, experiment, views, nameOf }} />
            );
          }}
        />
      )}
    </div>
  );
}

/** As training does: where one method contrasts two views, every arm sees both. */
const viewsOf = (experiment: Experiment): 1 | 2 =>
  networksOf(experiment).arms.some((arm) => arm?.plan.views === 2) ? 2 : 1;

function Grid({ set }: { readonly set: ImageSet }) {
  const experiment = useLab((state) => state.experiment);
  const atStep = useLab((state) => state.scrubStep);
  const record = useChartRecord();
  const { training, augmentation } = experiment;
  const views = viewsOf(experiment);
  const info = datasetInfoOf(experiment);
  // A finished run has no next batch: its last one then.
  const step = Math.min(training.budget - 1, atStep ?? record?.step ?? 0);
  const places = useMemo(() => batchPlaces(set, experiment, step), [set, experiment, step]);
  const ready = useBrought(set, places);
  if (ready === undefined) return <p className={details.note}>{dataWords.loading}</p>;
  const drawn = batchRows(ready, info, experiment, step, views, SHOWN);
  const changes = changesInWords(augmentation);
  const nameOf = (label: number): string => info.classNames[label] ?? dataWords.identity(label);
  return (
    <div className={styles.data}>
      <p className="num">
        {dataWords.caption(count(step + 1), drawn.rows.length, training.batchSize)}{" "}
        <span className="muted">
          {changes.length === 0 ? dataWords.unchanged : dataWords.changed(changes.join(", "))}
        </span>
      </p>
      <ul className={views === 2 ? `${styles.grid} ${styles.two}` : styles.grid}>
        {drawn.rows.map(({ index, label, withheld }, row) => {
          const name = nameOf(label);
          return (
            // One image may come twice in a batch of two epochs.
            <li key={`${row}/${index}`}>
              <div className={styles.pair}>
                <SamplePicture set={set} index={index} title={dataWords.stored(index, name)} />
                <span aria-hidden="true">→</span>
                {drawn.views.map((view, number) => (
                  <SamplePicture
                    key={number}
                    set={view}
                    index={row}
                    title={dataWords.seen(name, views === 2 ? number + 1 : undefined)}
                  />
                ))}
              </div>
              <span>{withheld ? dataWords.withheld(name) : name}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

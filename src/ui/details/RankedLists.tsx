import { useState } from "react";
import type { RetrievalLayout } from "../../data/datasetInfo";
import { CAMERAS } from "../../data/totem/identity";
import { datasetInfoOf } from "../../experiment/network";
import type { Experiment } from "../../experiment/experiment";
import { MAIN } from "../../graph/networkGraph";
import type { RankedQuery } from "../../protocol/event";
import { networksOf } from "../../experiment/networks";
import type { ArmCurves } from "../../record/runRecord";
import { armStyle } from "../common/armStyle";
import { DatasetPicture } from "../common/DatasetPicture";
import { useLab, useChartRecord } from "../common/labContext";
import { useShownArms } from "../common/useShownArms";
import { branchTitle } from "../words/wording";
import controls from "../common/controls.module.css";
import { rankedWords as words } from "../words/rankedWords";
import details from "./Details.module.css";
import styles from "./Ranked.module.css";

/** Whom each head takes for the one that is looked for: the beginnings of its ranked lists, for a few fixed queries. */
export function RankedLists() {
  const record = useChartRecord();
  const shown = useShownArms();
  const atStep = useLab((state) => state.scrubStep) ?? Infinity;
  const [position, setPosition] = useState(0);
  const layout = record === undefined ? undefined : datasetInfoOf(record.experiment).retrieval;
  const columns = shown.flatMap((arm) => {
    const curves = record?.arms[arm];
    const rankings = curves?.rankings.findLast(({ step }) => step <= atStep);
    return curves === undefined || rankings === undefined ? [] : [{ arm, curves, heads: rankings.heads }];
  });
  const asked = columns[0]?.heads[MAIN] ?? [];
  const query = asked[Math.min(position, asked.length - 1)];
  if (record === undefined || layout === undefined || query === undefined) {
    return <p className={details.note}>{words.empty}</p>;
  }
  const { experiment } = record;
  const chosen = asked.indexOf(query);
  return (
    <div className={styles.ranked}>
      <div className={styles.query}>
        <DatasetPicture
          {...{ experiment }}
          split="test"
          index={query.query}
          className={styles.picture}
          label={words.asked(who(layout, query.query))}
        />
        <label>
          <span className="muted">{words.query}</span>
          <select
            className={`${controls.control} ${controls.boxed}`}
            value={chosen}
            onChange={(event) => setPosition(Number(event.target.value))}
          >
            {asked.map((one, index) => (
              <option key={one.query} value={index}>
                {words.option(who(layout, one.query))}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className={styles.arms}>
        {columns.map(({ arm, curves, heads }) => (
          <div key={arm}>
            {inTrunkOrder(curves).map((branch) => (
              <HeadList
                key={branch}
                {...{ experiment, layout, arm }}
                head={branchTitle(networksOf(experiment).trunk, branch)}
                list={heads[branch]?.[chosen]}
              />
            ))}
          </div>
        ))}
      </div>
      <p className={`${styles.legend} muted`}>{words.legend(query.gallery.length)}</p>
    </div>
  );
}

/** Branches as they leave the trunk, its own head last. */
const inTrunkOrder = ({ branches }: ArmCurves): readonly string[] => [
  ...branches.filter((branch) => branch !== MAIN),
  MAIN,
];

/** Identity and camera, counted from 1, of a drawn test picture; of a photograph its number, since only its file knows more. */
function who(layout: RetrievalLayout, picture: number): string {
  if ("queriesFirst" in layout) return words.picture(picture);
  const { first, pictures } = layout;
  return words.who(first + Math.floor(picture / pictures), ((picture % pictures) % CAMERAS.length) + 1);
}

interface HeadListProps {
  readonly experiment: Experiment;
  readonly layout: RetrievalLayout;
  readonly arm: number;
  readonly head: string;
  readonly list: RankedQuery | undefined;
}

function HeadList({ experiment, layout, arm, head, list }: HeadListProps) {
  if (list === undefined) return null;
  const { letter, className } = armStyle(arm);
  const right = list.hits.filter(Boolean).length;
  return (
    <div className={`${styles.row} ${className}`}>
      <span className={styles.head} aria-hidden="true">
        <b className="armText">{letter}</b> {head}
        <span className="muted"> {words.share(right, list.gallery.length)}</span>
      </span>
      <ol aria-label={words.list(letter, head, right, list.gallery.length)}>
        {list.gallery.map((picture, rank) => {
          const hit = list.hits[rank] ?? false;
          return (
            <li key={picture} className={hit ? styles.right : styles.wrong}>
              <DatasetPicture
                {...{ experiment }}
                split="test"
                index={picture}
                className={styles.picture}
                label={words.found(who(layout, picture), hit)}
              />
              <span aria-hidden="true">{hit ? words.right : words.wrong}</span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

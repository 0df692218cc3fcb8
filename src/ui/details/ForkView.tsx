import { useMemo, useState } from "react";
import { MAX_FORKS } from "../../experiment/experiment";
import { observes } from "../../experiment/network";
import { networksOf } from "../../experiment/networks";
import { withEverySiteWatched } from "../../experiment/watchSites";
import { APART, THRESHOLDS, withNeighbours, type ForkProposal } from "../../graph/forkProposal";
import type { NetworkGraph, SiteId } from "../../graph/networkGraph";
import { forkReading, type ForkReading } from "../../record/forkReading";
import { agreementFill, agreementTextClass } from "../common/agreementColour";
import { armStyle } from "../common/armStyle";
import { useActions, useChartRecord, useLab } from "../common/labContext";
import { Term } from "../common/Term";
import { count } from "../words/format";
import { belowText, forkWords as words, percent } from "../words/forkWords";
import { blockTitle, placeName } from "../words/wording";
import controls from "../common/controls.module.css";
import details from "./Details.module.css";
import styles from "./ForkView.module.css";

/** Where a run's conflicts say that branches should leave, and the way to try it. */
export function ForkView() {
  const record = useChartRecord();
  const [wanted, setWanted] = useState<number>();
  const below = useLab((state) => state.conflictBelow);
  const { countConflictsBelow } = useActions();
  const reading = useMemo(() => record && forkReading(record, wanted, below), [record, wanted, below]);
  const trunk = record && networksOf(record.experiment).trunk;
  if (reading === undefined || trunk === undefined) {
    return (
      <div className={styles.view}>
        <p className={details.note}>{record === undefined ? words.reasons.unrun : words.reasons.unwatched}</p>
        <Watch />
      </div>
    );
  }
  const { arm, watched, sites, forks, proposal } = reading;
  return (
    <div className={styles.view}>
      <div className={styles.head}>
        <b>{words.question}</b>
        <label>
          {words.forks}
          <select
            className={`${controls.control} ${controls.boxed}`}
            value={forks}
            onChange={({ target }) => setWanted(Number(target.value))}
          >
            {watched.slice(1).map((_, index) => (
              <option key={index}>{index + 1}</option>
            ))}
          </select>
        </label>
        <label title={words.belowHelp}>
          {words.below}
          <select
            className={`${controls.control} ${controls.boxed}`}
            value={below}
            onChange={({ target }) => countConflictsBelow(Number(target.value))}
          >
            {THRESHOLDS.map((one) => (
              <option key={one} value={one}>
                {belowText(one)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Trunk reading={reading} trunk={trunk} below={below} />
      <Told reading={reading} trunk={trunk} below={below} />
      {proposal.code === "proposal" && <TestIt sites={proposal.best.sites} all={sites} />}
      {watched.length < sites.length && (
        <>
          <p>{words.watches(armStyle(arm).letter, watched.length, sites.length)}</p>
          <Watch />
        </>
      )}
      <p className={details.note}>
        <Term id="conflict-score">{words.term}</Term>: {words.help(belowText(below))}
      </p>
    </div>
  );
}

interface ReadingProps {
  readonly reading: ForkReading;
  readonly trunk: NetworkGraph;
  readonly below: number;
}

/** Blocks in a row, coloured by their scores, and the sites behind them. */
function Trunk({ reading: { blocks, watched, sites, proposal }, trunk, below }: ReadingProps) {
  const proposed = proposal.code === "proposal" ? proposal.best.sites : [];
  return (
    <ol className={styles.trunk} aria-label={words.trunk}>
      {blocks.map(({ block, conflict }) => {
        // By chance half of them would point apart, so that is the end of the scale.
        const shade = conflict === undefined ? 0 : -Math.min(1, 2 * conflict.share);
        const { className, style } = agreementFill(shade);
        return (
          <li key={block}>
            <span
              className={`${styles.block} ${className} ${agreementTextClass(shade)}`}
              style={style}
              title={
                conflict === undefined
                  ? words.unmeasured
                  : words.apart(belowText(below), percent(conflict.share), count(conflict.of))
              }
            >
              <span>{blockTitle(trunk, block)}</span>
              <b className="num">{conflict === undefined ? words.none : percent(conflict.share)}</b>
            </span>
            {sites.includes(block) && (
              <span
                className={styles.site}
                data-proposed={proposed.includes(block)}
                data-watched={watched.includes(block)}
              >
                <span className={proposed.includes(block) ? styles.mark : "sr"}>
                  {proposed.includes(block)
                    ? words.proposed
                    : watched.includes(block)
                      ? words.watched
                      : words.unwatched}
                </span>
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** The proposal with its reason, or why there is none. */
function Told({ reading, trunk, below }: ReadingProps) {
  const { proposal, blocks, already } = reading;
  const places = (sites: readonly SiteId[]): readonly string[] => sites.map((site) => placeName(trunk, site));
  if (proposal.code !== "proposal") return <p role="status">{reasonText(proposal, below)}</p>;
  const { best, next, halves } = proposal;
  const [worst] = blocks
    .flatMap(({ block, conflict }) => (conflict === undefined ? [] : [{ block, share: conflict.share }]))
    .sort((a, b) => b.share - a.share);
  return (
    <p role="status">
      {words.proposal(
        places(best.sites),
        belowText(below),
        percent(best.share),
        places(next.sites),
        percent(next.share),
      )}{" "}
      {halves === undefined ? words.steady : words.halves(places(halves[0]), places(halves[1]))}{" "}
      {worst !== undefined && words.worst(blockTitle(trunk, worst.block), percent(worst.share))}{" "}
      {already.length > 0 && words.already(already.map((index) => armStyle(index).letter))} {words.caveat}
    </p>
  );
}

function reasonText(proposal: Exclude<ForkProposal, { readonly code: "proposal" }>, below: number): string {
  const { reasons } = words;
  switch (proposal.code) {
    case "fewSites":
      return reasons.fewSites(proposal.watched);
    case "fewProbes":
      return reasons.fewProbes(proposal.probes, proposal.fewest);
    case "equal":
      return reasons.equal(belowText(below), percent(proposal.share), below < APART);
    case "nothingShared":
      return reasons.nothingShared;
    default:
      return proposal satisfies never;
  }
}

interface TestItProps {
  readonly sites: readonly SiteId[];
  /** That may be forked at. */
  readonly all: readonly SiteId[];
}

/** Seeds that a test starts with: one is no evidence. */
const SEEDS = 3;

/** Hands the proposal and its neighbours to the ablation. */
function TestIt({ sites, all }: TestItProps) {
  const experiment = useLab((state) => state.experiment);
  const { openDialog } = useActions();
  const { trunk } = networksOf(experiment);
  const has = (site: SiteId): boolean => trunk?.sites.some(({ id }) => id === site) ?? false;
  if (!sites.every(has)) return <p>{words.otherTrunk}</p>;
  const teaching = [...new Set(experiment.arms.flatMap((arm) => (observes(arm) ? [] : [arm.method.kind])))];
  const fill = {
    sites: withNeighbours(sites, all.filter(has), MAX_FORKS),
    methods: teaching.length === 0 ? ["dsn"] : teaching,
    seeds: Array.from({ length: SEEDS }, (_, index) => (experiment.seed + index) % 2 ** 31),
  };
  return (
    <div>
      <button
        type="button"
        className={`${controls.button} ${controls.primary}`}
        title={words.testHelp}
        onClick={() => openDialog({ kind: "sweep", fill })}
      >
        {words.test}
      </button>
    </div>
  );
}

/** Offers an arm that watches every site. */
function Watch() {
  const experiment = useLab((state) => state.experiment);
  const { loadExperiment } = useActions();
  const { trunk } = networksOf(experiment);
  if (trunk === undefined) return null;
  const next = withEverySiteWatched(experiment, trunk);
  if (next === undefined) return <p>{words.full}</p>;
  if (JSON.stringify(next) === JSON.stringify(experiment)) return <p>{words.ready}</p>;
  return (
    <div>
      <button type="button" className={controls.button} title={words.everyHelp} onClick={() => loadExperiment(next)}>
        {words.every}
      </button>
    </div>
  );
}

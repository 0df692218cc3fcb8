import { Fragment } from "react";
import { MAIN, type BranchId, type Site, type StageId } from "../../graph/networkGraph";
import { networksOf } from "../../experiment/networks";
import { forkState } from "../../store/edits";
import { agreementFill, agreementTextClass } from "../common/agreementColour";
import { armStyle } from "../common/armStyle";
import { cosineText, share } from "../words/format";
import { useActions, useLab } from "../common/labContext";
import { usePairs, useShownArms } from "../common/useShownArms";
import { AgreementScale } from "../diagram/AgreementScale";
import { PairChoice } from "../diagram/DiagramPanel";
import { summary } from "../diagram/Diagram";
import { useHeadAccuracy } from "../diagram/HeadRows";
import { useAgreements } from "../diagram/StageBoxes";
import { armWords } from "../words/armWords";
import { strings } from "../words/strings";
import { branchTitle, pairName, placeName, stageName } from "../words/wording";
import styles from "./Phone.module.css";
import { phoneWords } from "../words/phoneWords";

/** The trunk from top to bottom: a row per stage with its agreement, a fork switch at the right edge. */
export function PhoneDiagram() {
  const experiment = useLab((state) => state.experiment);
  const shown = useShownArms();
  const { pair, trunk } = usePairs();
  if (trunk === undefined) return <p>{strings.diagram.broken}</p>;
  const last = trunk.stages.at(-1);
  return (
    <section
      id="diagram"
      data-part="diagram"
      tabIndex={-1}
      className={styles.diagram}
      aria-label={summary(experiment, shown)}
    >
      <div className={styles.ask}>
        {pair !== undefined && <p className="small muted">{phoneWords.ask(pairName(trunk, pair).toLowerCase())}</p>}
        <PairChoice />
        {pair !== undefined && (
          <p className={`${styles.colours} small muted`}>
            {strings.diagram.colour}
            <AgreementScale width={72} />
            {strings.diagram.together}
          </p>
        )}
      </div>
      {trunk.stages.map((stage) => (
        <StageRow
          key={stage}
          stage={stage}
          sites={trunk.sites.filter((site) => site.stage === stage)}
          last={stage === last}
        />
      ))}
      <HeadAccuracies branch={MAIN} />
    </section>
  );
}

interface StageRowProps {
  readonly stage: StageId;
  readonly sites: readonly Site[];
  readonly last: boolean;
}

function StageRow({ stage, sites, last }: StageRowProps) {
  const inside = sites.filter(({ stageEnd }) => !stageEnd);
  const end = sites.find(({ stageEnd }) => stageEnd);
  const channels = end?.shape.at(-1) ?? 0;
  return (
    <>
      {inside.map((site) => (
        <Fragment key={site.id}>
          <div className={styles.insideRow}>
            <ForkSwitch site={site.id} label={site.id} />
          </div>
          <BranchesAt site={site.id} />
        </Fragment>
      ))}
      <div className={`${styles.row} ${last ? styles.lastRow : ""}`}>
        <div className={styles.name}>
          {stageName(stage)} <small>{strings.diagram.channels(channels)}</small>
        </div>
        <StageFill stage={stage} />
        {end !== undefined && <ForkSwitch site={end.id} label={strings.diagram.fork} />}
      </div>
      {end !== undefined && <BranchesAt site={end.id} />}
    </>
  );
}

/** How well the branches that leave here classify. */
function BranchesAt({ site }: { readonly site: string }) {
  const { branches } = usePairs();
  return branches
    .filter((branch) => branch === site || branch.startsWith(`${site}.`))
    .map((branch) => <HeadAccuracies key={branch} branch={branch} />);
}

/** `Branch 1 A .409 B .745`; an arm without this branch is left out. */
function HeadAccuracies({ branch }: { readonly branch: BranchId }) {
  const experiment = useLab((state) => state.experiment);
  const shown = useShownArms();
  const { trunk, arms } = networksOf(experiment);
  const having = shown.filter((arm) => arms[arm]?.graph.heads.some((head) => head.branch === branch));
  return (
    <p className={`${styles.heads} num`}>
      {branchTitle(trunk, branch)}
      {having.map((arm) => (
        <HeadAccuracy key={arm} {...{ arm, branch }} />
      ))}
    </p>
  );
}

function HeadAccuracy({ arm, branch }: { readonly arm: number; readonly branch: BranchId }) {
  const value = useHeadAccuracy(arm, branch);
  const { letter, className } = armStyle(arm);
  return (
    <b className={`${className} armText`}>
      {letter} {value === undefined ? "–" : share(value)}
    </b>
  );
}

/** Agreement of both arms side by side, or why there is none. */
function StageFill({ stage }: { readonly stage: StageId }) {
  const shown = useShownArms();
  const read = useAgreements();
  const all = shown.map((arm) => ({ arm, agreement: read(arm, stage) }));
  if (all.every(({ agreement }) => agreement.kind === "noSharedPath")) {
    return (
      <div className={`${styles.fill} noPath`}>
        <span>{strings.diagram.noSharedPath}</span>
      </div>
    );
  }
  return (
    <div className={styles.fill}>
      {all.map(({ arm, agreement }) => {
        const { letter } = armStyle(arm);
        if (agreement.kind === "measured") {
          const fill = agreementFill(agreement.value);
          return (
            <b key={arm} {...fill} className={`${fill.className} ${agreementTextClass(agreement.value)} num`}>
              {letter} {cosineText(agreement.value)}
            </b>
          );
        }
        return agreement.kind === "noSharedPath" ? (
          <span key={arm} className="noPath">
            <span>{letter} –</span>
          </span>
        ) : (
          <span key={arm} className="muted">
            {letter} {strings.diagram.notMeasured}
          </span>
        );
      })}
    </div>
  );
}

function ForkSwitch({ site, label }: { readonly site: string; readonly label: string }) {
  const experiment = useLab((state) => state.experiment);
  const fixed = useLab(({ locked }) => locked.every((one) => one));
  const { forkAt } = useActions();
  const state = forkState(experiment, site);
  const place = placeName(networksOf(experiment).trunk, site);
  return (
    <button
      type="button"
      className={styles.fork}
      aria-pressed={state === "mixed" ? "mixed" : state === "on"}
      aria-disabled={fixed}
      title={fixed ? armWords.allLocked : undefined}
      aria-label={strings.diagram.siteName(place, strings.diagram.states[state])}
      onClick={() => forkAt(site)}
    >
      {label}
      <span className={styles.switch} />
    </button>
  );
}

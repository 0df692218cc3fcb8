import { Suspense, useId } from "react";
import { methods } from "../../catalog/methods";
import type { Arm } from "../../experiment/experiment";
import { armTitle, methodEntry } from "../../experiment/network";
import { branchChoices, choiceOf, fitAt } from "../../store/branchChoices";
import { ArmLabel } from "../common/ArmMark";
import { armStyle } from "../common/armStyle";
import { useActions, useLab } from "../common/labContext";
import { Icon } from "../common/Icon";
import { buildText } from "../words/issueWords";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import { AboutLink } from "../reference/AboutLink";
import { ArmActions } from "./ArmActions";
import { armWords } from "../words/armWords";
import { FieldGroup } from "./FieldGroup";
import { FitNote } from "./FitNote";
import styles from "./Setup.module.css";
import { faultWords } from "../words/faultWords";
import { late } from "../faults/late";

const PublishedAction = late(
  faultWords.names.published,
  async () => (await import("./PublishedAction")).PublishedAction,
  "above",
);

interface ArmCardProps {
  readonly arm: Arm;
  readonly index: number;
}

/** One arm: its method in a sentence, the two switches, and a door to everything else. */
export function ArmCard({ arm, index }: ArmCardProps) {
  const id = useId();
  const { openDialog } = useActions();
  const locked = useLab((state) => state.locked[index] === true);
  const { letter, className } = armStyle(index);
  const entry = methodEntry(arm.method.kind);
  return (
    <section className={`${styles.card} ${className}`} aria-label={strings.setup.arm(letter, armTitle(arm))}>
      <header>
        <h3>
          <ArmLabel arm={index} name={armTitle(arm)} />
        </h3>
        <button
          type="button"
          className={`${controls.button} ${controls.quiet} ${controls.small} ${controls.icon}`}
          aria-label={strings.setup.armMenu(letter)}
          onClick={() => openDialog({ kind: "arm", arm: index })}
        >
          <Icon name="more" />
        </button>
      </header>
      <p className="small muted">{entry.describe(arm.method)}</p>
      <div className={styles.links}>
        {!locked && (
          <Suspense>
            <PublishedAction key={entry.kind} arm={arm} index={index} />
          </Suspense>
        )}
        <AboutLink entry={`methods/${entry.kind}`} title={entry.title} />
      </div>
      {locked && (
        <p className="small" id={id}>
          {armWords.locked}
        </p>
      )}
      <fieldset
        className={styles.settings}
        aria-label={armWords.settings(letter)}
        aria-describedby={locked ? id : undefined}
        disabled={locked}
      >
        <MethodSelect arm={arm} index={index} />
        <BranchSelect arm={arm} index={index} />
        <FieldGroup
          fields={entry.fields}
          path={["arms", index, "method"]}
          values={arm.method}
          context={`arm ${letter}`}
          advanced={false}
        />
      </fieldset>
      <ArmActions index={index} />
    </section>
  );
}

/** Which method supervises the arm. */
export function MethodSelect({ arm, index }: ArmCardProps) {
  const id = useId();
  const { setMethod } = useActions();
  return (
    <div className={controls.field} title={methodEntry(arm.method.kind).summary}>
      <label htmlFor={id}>{strings.setup.method}</label>
      <select
        id={id}
        className={controls.control}
        aria-label={`${strings.setup.method}, arm ${armStyle(index).letter}`}
        value={arm.method.kind}
        onChange={(event) => setMethod(index, event.target.value)}
      >
        {Object.entries(methods).map(([kind, { title }]) => (
          <option key={kind} value={kind}>
            {title}
          </option>
        ))}
      </select>
    </div>
  );
}

const MIXED = "mixed";

/** One design for all branches of the arm; single ones are set behind the arm's menu. */
function BranchSelect({ arm, index }: ArmCardProps) {
  const id = useId();
  const { setBranchDesign } = useActions();
  const experiment = useLab((state) => state.experiment);
  const sites = arm.forks.map(({ site }) => site);
  const designs = new Set(arm.forks.map(({ branch }) => choiceOf(branch)?.value ?? MIXED));
  const [only = MIXED] = designs;
  const value = designs.size === 1 ? only : MIXED;
  return (
    <div className={controls.field}>
      <label htmlFor={id}>{strings.setup.branch}</label>
      <select
        id={id}
        className={controls.control}
        aria-label={`${strings.setup.branch}, arm ${armStyle(index).letter}`}
        disabled={arm.forks.length === 0}
        value={value}
        onChange={(event) => setBranchDesign(index, event.target.value)}
      >
        {value === MIXED && (
          <option value={MIXED} disabled>
            {arm.forks.length === 0
              ? strings.setup.noForks
              : designs.size > 1
                ? strings.setup.mixed
                : strings.setup.ownSettings}
          </option>
        )}
        {branchChoices.map((choice) => {
          const fit = fitAt(experiment, sites, choice.branch);
          const refused = fit.kind === "refused" && choice.value !== value;
          return (
            <option
              key={choice.value}
              value={choice.value}
              disabled={refused}
              title={fit.kind === "refused" ? buildText(fit.why) : undefined}
            >
              {refused ? strings.setup.unfit(choice.label) : choice.label}
            </option>
          );
        })}
      </select>
      <FitNote forks={arm.forks} />
    </div>
  );
}

import { useEffect, useId, useMemo, useState } from "react";
import { methods } from "../../catalog/methods";
import { inSlices } from "../../client/inSlices";
import { networksOf } from "../../experiment/networks";
import { designNames, designTitle } from "../../sweep/designNames";
import { checkInSteps, type SweepCheck } from "../../sweep/expandSweep";
import { armsLeftOut, startKeysOf } from "../../sweep/sweepStarts";
import { furtherFields } from "../../sweep/furtherField";
import type { Sweep } from "../../sweep/sweep";
import type { SweepFill } from "../../store/viewState";
import type { SweepStore } from "../../store/sweepStore";
import { useLab } from "../common/labContext";
import { count } from "../words/format";
import { siteTitle } from "../words/wording";
import controls from "../common/controls.module.css";
import { choicesOf, filledChoices, sweepOfChoices, type SweepChoices } from "./sweepChoices";
import { expectedText } from "../words/expectedWords";
import { whatText } from "../words/issueWords";
import { sweepWords } from "../words/sweepWords";
import styles from "./Sweep.module.css";

interface SweepSetupProps {
  readonly store: SweepStore;
  /** What it begins with; undefined: the sweep that is there, or the experiment. */
  readonly fill?: SweepFill | undefined;
  readonly onDefined: () => void;
}

/** What is swept: sites, methods, designs, weights, one setting more, seeds, and this page's share. */
export function SweepSetup({ store, fill, onDefined }: SweepSetupProps) {
  const experiment = useLab((state) => state.experiment);
  const engineChoice = useLab((state) => state.engineChoice);
  const pauseLab = useLab((state) => state.pause);
  const [choices, setChoices] = useState(() =>
    fill === undefined ? choicesOf(store.getState().sweep, experiment) : filledChoices(fill, experiment),
  );
  const made = useMemo(() => sweepOfChoices(experiment, choices), [experiment, choices]);
  const sweep = "sweep" in made ? made.sweep : undefined;
  const check = useCheck(sweep);
  const [issue] = check?.issues ?? [];
  const problem = "problem" in made ? made.problem : issue && `${issue.path}: ${whatText(issue.what)}`;
  const ready = sweep !== undefined && check !== undefined && issue === undefined;
  const { trunk } = networksOf(experiment);
  const candidates = trunk?.sites.map((site) => site.id) ?? [];
  const change = (part: Partial<SweepChoices>): void => setChoices({ ...choices, ...part });
  const show = async (): Promise<boolean> => {
    if (sweep === undefined || !ready) return false;
    onDefined();
    await store.getState().define(sweep);
    return true;
  };
  const train = async (how: "run" | "calibrate"): Promise<void> => {
    if (!(await show())) return;
    // One GPU: the lab's own run waits.
    pauseLab();
    await store.getState()[how](engineChoice);
  };
  return (
    <form
      className={styles.setup}
      onSubmit={(event) => {
        event.preventDefault();
        void train("run");
      }}
    >
      <Choices
        label={sweepWords.sites}
        all={candidates}
        title={(site) => siteTitle(trunk, site)}
        chosen={choices.sites}
        onChange={(sites) => change({ sites })}
      />
      <Choices
        label={sweepWords.methods}
        all={Object.keys(methods)}
        chosen={choices.methods}
        title={(kind) => (Object.hasOwn(methods, kind) ? methods[kind as keyof typeof methods].title : kind)}
        onChange={(kinds) => change({ methods: kinds })}
      />
      {armsLeftOut(experiment).map((letter) => (
        <p key={letter} className="small muted">
          {sweepWords.leftOut(letter)}
        </p>
      ))}
      {sweep !== undefined &&
        startKeysOf(sweep).map((key) => (
          <p key={key} className="small muted">
            {sweepWords.startsFrom(key)}
          </p>
        ))}
      <Choices
        label={sweepWords.designs}
        all={designNames}
        chosen={choices.designs}
        title={designTitle}
        onChange={(designs) => change({ designs })}
      />
      <div className={styles.texts}>
        <Text
          label={sweepWords.seeds}
          help={sweepWords.seedsHelp}
          value={choices.seeds}
          onChange={(seeds) => change({ seeds })}
        />
        <Text
          label={sweepWords.weights}
          help={sweepWords.weightsHelp}
          value={choices.weights}
          onChange={(weights) => change({ weights })}
        />
        <Further choices={choices} change={change} />
        <Text
          label={sweepWords.part}
          help={sweepWords.partHelp}
          value={choices.part}
          onChange={(part) => change({ part: part.trim() })}
        />
      </div>
      <p role="status">
        {problem !== undefined ? (
          <span className={styles.bad}>{problem}</span>
        ) : check === undefined || sweep === undefined ? (
          sweepWords.checking
        ) : (
          sweepWords.runs(check.runs, count(sweep.base.training.budget))
        )}
      </p>
      <div className={styles.actions}>
        <button type="submit" className={`${controls.button} ${controls.primary}`} disabled={!ready}>
          {sweepWords.run}
        </button>
        <button type="button" className={controls.button} disabled={!ready} onClick={() => void train("calibrate")}>
          {sweepWords.estimateFirst}
        </button>
        <button type="button" className={controls.button} disabled={!ready} onClick={() => void show()}>
          {sweepWords.showOnly}
        </button>
      </div>
    </form>
  );
}

/** Counted and validated in slices; undefined until that is done. */
function useCheck(sweep: Sweep | undefined): SweepCheck | undefined {
  const [known, setKnown] = useState<{ readonly sweep: Sweep; readonly check: SweepCheck }>();
  useEffect(() => {
    let wanted = true;
    if (sweep !== undefined) {
      void inSlices(checkInSteps(sweep)).then((check) => {
        if (wanted) setKnown({ sweep, check });
      });
    }
    return () => {
      wanted = false;
    };
  }, [sweep]);
  return known !== undefined && known.sweep === sweep ? known.check : undefined;
}

interface FurtherProps {
  readonly choices: SweepChoices;
  readonly change: (part: Partial<SweepChoices>) => void;
}

/** Any one setting more, and its values. */
function Further({ choices, change }: FurtherProps) {
  const experiment = useLab((state) => state.experiment);
  const id = useId();
  const fields = useMemo(() => furtherFields(experiment), [experiment]);
  const chosen = fields.find(({ path }) => path === choices.field);
  return (
    <>
      <div className={styles.seeds}>
        <label htmlFor={id}>{sweepWords.field}</label>
        <select
          id={id}
          className={`${controls.control} ${controls.boxed}`}
          value={chosen?.path ?? ""}
          onChange={({ target }) => change({ field: target.value, values: "" })}
        >
          <option value="">{sweepWords.noField}</option>
          {[...new Set(fields.map(({ path }) => path.slice(0, path.indexOf("."))))].map((group) => (
            <optgroup key={group} label={sweepWords.groups[group as keyof typeof sweepWords.groups] ?? group}>
              {fields
                .filter(({ path }) => path.startsWith(`${group}.`))
                .map(({ path, field }) => (
                  <option key={path} value={path}>
                    {field.label}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
        <span className="small muted">{chosen?.field.help ?? sweepWords.fieldHelp}</span>
      </div>
      {chosen !== undefined && (
        <Text
          label={sweepWords.values(chosen.field.label)}
          help={expectedText(chosen.field.accepts)}
          value={choices.values}
          onChange={(values) => change({ values })}
        />
      )}
    </>
  );
}

interface TextProps {
  readonly label: string;
  readonly help: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

function Text({ label, help, value, onChange }: TextProps) {
  const id = useId();
  return (
    <div className={styles.seeds}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className={`${controls.control} ${controls.boxed}`}
        value={value}
        autoComplete="off"
        aria-describedby={`${id}-help`}
        onChange={({ target }) => onChange(target.value)}
      />
      <span id={`${id}-help`} className="small muted">
        {help}
      </span>
    </div>
  );
}

interface ChoicesProps {
  readonly label: string;
  readonly all: readonly string[];
  readonly chosen: readonly string[];
  readonly title?: (name: string) => string;
  readonly onChange: (chosen: readonly string[]) => void;
}

function Choices({ label, all, chosen, title, onChange }: ChoicesProps) {
  const toggle = (name: string): void =>
    onChange(chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name]);
  return (
    <fieldset className={styles.choices}>
      <legend>{label}</legend>
      {all.map((name) => (
        <label key={name}>
          <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />
          {title?.(name) ?? name}
        </label>
      ))}
    </fieldset>
  );
}

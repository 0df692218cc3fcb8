import { useId, useMemo, useState } from "react";
import { methods } from "../../catalog/methods";
import type { Experiment } from "../../experiment/experiment";
import { expandSweep, sweepIssues } from "../../runs/sweep/expandSweep";
import { makeSweep, sitesOf, type Sweep } from "../../runs/sweep/sweep";
import { ConfigError } from "../../schema/configError";
import { networksOf } from "../../runs/networks";
import type { SweepStore } from "../../store/sweepStore";
import { useLab } from "../common/labContext";
import { count, duration } from "../common/format";
import { useEstimate } from "../common/useEstimate";
import controls from "../common/controls.module.css";
import { sweepWords } from "./sweepWords";
import styles from "./Sweep.module.css";

/** Sites, methods and seeds of the experiment on display, how many runs that is and how long they take. */
export function SweepSetup({ store }: { readonly store: SweepStore }) {
  const experiment = useLab((state) => state.experiment);
  const engineChoice = useLab((state) => state.engineChoice);
  const pauseLab = useLab((state) => state.pause);
  const [before] = useState(() => store.getState().sweep);
  const [sites, setSites] = useState(() => (before === undefined ? firstSites(experiment) : sitesOf(before)));
  const [kinds, setKinds] = useState(() => kindsOf(before?.base ?? experiment));
  const [seedText, setSeedText] = useState(() => (before?.seeds ?? [experiment.seed]).join(", "));
  const id = useId();
  const made = useMemo(() => attempt(experiment, sites, kinds, seedText), [experiment, sites, kinds, seedText]);
  const candidates = networksOf(experiment).trunk?.sites.map((site) => site.id) ?? [];
  const toggle = (list: readonly string[], one: string): readonly string[] =>
    list.includes(one) ? list.filter((each) => each !== one) : [...list, one];
  const run = async (sweep: Sweep): Promise<void> => {
    await store.getState().define(sweep);
    pauseLab();
    store.getState().run(engineChoice);
  };
  return (
    <form
      className={styles.setup}
      onSubmit={(event) => {
        event.preventDefault();
        if (made.sweep !== undefined) void run(made.sweep);
      }}
    >
      <Choices
        label={sweepWords.sites}
        all={candidates}
        chosen={sites}
        onToggle={(site) => setSites(toggle(sites, site))}
      />
      <Choices
        label={sweepWords.methods}
        all={Object.keys(methods)}
        chosen={kinds}
        titles={Object.fromEntries(Object.entries(methods).map(([kind, { title }]) => [kind, title]))}
        onToggle={(kind) => setKinds(toggle(kinds, kind))}
      />
      <label htmlFor={id} className={styles.seeds}>
        <span>{sweepWords.seeds}</span>
        <input
          id={id}
          className={`${controls.control} ${controls.boxed}`}
          value={seedText}
          aria-describedby={`${id}-help`}
          onChange={(event) => setSeedText(event.target.value)}
        />
        <span id={`${id}-help`} className="small muted">
          {sweepWords.seedsHelp}
        </span>
      </label>
      <p role="status">
        {made.sweep === undefined ? <span className={styles.bad}>{made.problem}</span> : <Size sweep={made.sweep} />}
      </p>
      <div className={styles.actions}>
        <button type="submit" className={`${controls.button} ${controls.primary}`} disabled={made.sweep === undefined}>
          {sweepWords.run}
        </button>
        <button
          type="button"
          className={controls.button}
          disabled={made.sweep === undefined}
          onClick={() => void (made.sweep && store.getState().define(made.sweep))}
        >
          {sweepWords.show}
        </button>
      </div>
    </form>
  );
}

function Size({ sweep }: { readonly sweep: Sweep }) {
  const { base, seeds } = sweep;
  const once = useMemo(() => expandSweep({ base, seeds: seeds.slice(0, 1) }), [base, seeds]);
  // Cells of one seed stand for the others; all arms together are a little more than one of them.
  const arms = useMemo(() => once.flatMap(({ experiment }) => experiment.arms), [once]);
  const whole = useMemo((): Experiment => ({ ...base, arms }), [base, arms]);
  const estimate = useEstimate(whole);
  const time = estimate === undefined ? undefined : duration(estimate.ms * seeds.length);
  return <>{sweepWords.runs(once.length * seeds.length, count(base.training.budget), time)}</>;
}

interface ChoicesProps {
  readonly label: string;
  readonly all: readonly string[];
  readonly chosen: readonly string[];
  readonly titles?: { readonly [name: string]: string };
  readonly onToggle: (name: string) => void;
}

function Choices({ label, all, chosen, titles, onToggle }: ChoicesProps) {
  return (
    <fieldset className={styles.choices}>
      <legend>{label}</legend>
      {all.map((name) => (
        <label key={name}>
          <input type="checkbox" checked={chosen.includes(name)} onChange={() => onToggle(name)} />
          {titles?.[name] ?? name}
        </label>
      ))}
    </fieldset>
  );
}

function firstSites({ arms }: Experiment): readonly string[] {
  return [...new Set(arms.flatMap(({ forks }) => forks.map(({ site }) => site)))];
}

function kindsOf({ arms }: Experiment): readonly string[] {
  return [...new Set(arms.map(({ method }) => method.kind))];
}

interface Attempt {
  readonly sweep?: Sweep;
  readonly problem?: string;
}

function attempt(base: Experiment, sites: readonly string[], kinds: readonly string[], seedText: string): Attempt {
  const parts = seedText.split(/[\s,]+/).filter(Boolean);
  if (!parts.every((part) => /^\d{1,10}$/.test(part) && Number(part) < 2 ** 31))
    return { problem: sweepWords.badSeeds };
  try {
    const sweep = makeSweep(base, { sites, methods: kinds, seeds: parts.map(Number) });
    const [issue] = sweepIssues(sweep);
    return issue === undefined ? { sweep } : { problem: `${issue.path}: ${issue.message}` };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { problem: error.message };
  }
}

import type { TrainEvent } from "../protocol/event";
import { foldRun } from "../record/foldRun";
import { inTurn } from "../client/inTurn";
import type { StartOptions } from "../client/trainingClient";
import type { Teachers } from "../protocol/command";
import { stepBack, withCut } from "../experiment/cutRate";
import { issuesOf, weightKeysOf, worksOf } from "../experiment/networks";
import { stepPaceMs } from "../record/pace";
import { isOver, newRun, type RunRecord } from "../record/runRecord";
import { wireError } from "../protocol/wireError";
import { earlierRuns } from "./earlierRuns";
import { engineOf } from "./engineOf";
import type { LabServices, LabState, SliceCreator } from "./labState";
import type { RunSlice } from "./runState";

/** A silence is told anew after so many seconds, not with every look: a screen reader reads it each time. */
const SILENCE_TOLD = 30;
/** The graphics device is not silent. */
const answering = { silentSeconds: undefined, waitsForGpu: false };

/** Results that every machine repeats on one engine are to be checked, and this machine has it. */
function isExactHere({ linkClaim, machine }: LabState): boolean {
  return linkClaim?.exact !== undefined && machine?.choices.includes("wasm") === true;
}

/** What a replay is to compute with: the kernels of the run that it repeats, since other ones sum in another order. */
function kernelsOf(record: RunRecord | undefined): Pick<StartOptions, "replayed"> {
  if (record?.engine?.engine !== "compiled") return {};
  const variants = Object.fromEntries(record.arms.flatMap((arm) => Object.entries(arm.variants)));
  return { replayed: { adapter: record.engine.adapter, variants } };
}

export const createRunSlice =
  ({ createClient, speeds, library }: LabServices): SliceCreator<RunSlice> =>
  (set, get) => {
    const client = createClient((update) => get().receive(update));
    /** The run that was held back, whose times say nothing of this machine. */
    let paced: string | undefined;
    /** The run that was last asked to be shown; none once something else is to be. */
    let asked: string | undefined;

    /** Starts at once, or as soon as the weights that its arms learn from have been read. */
    const start = (options: StartOptions, afterwards?: () => void): void => {
      const keys = weightKeysOf(options.experiment);
      const go = (teachers?: Teachers): void => {
        client.start({ ...options, ...(teachers === undefined ? {} : { teachers }) });
        afterwards?.();
      };
      if (keys.length === 0) {
        go();
        return;
      }
      void get()
        .readTeachers(keys)
        .then((teachers) => {
          const { record } = get();
          // Whoever retired the run in the meantime does not want it any more.
          if (record?.run === options.run && !isOver(record.phase)) go(teachers);
        })
        .catch((error: unknown) => {
          get().receive({ type: "fault", error: { ...wireError(error), code: "storage" }, runs: [options.run] });
        });
    };

    const begin = (
      paused: boolean,
      afterwards?: () => void,
      also: Partial<Pick<StartOptions, "branchOf" | "engine" | "replayed">> = {},
    ): void => {
      const { experiment, engineChoice, runCount, pace } = get();
      if (issuesOf(experiment).some(({ blocking }) => blocking)) return;
      get().keepAgain();
      const run = get().newRunId();
      const record = newRun(run, experiment);
      set({ runCount: runCount + 1, record, fault: undefined, keptRun: undefined });
      paced = pace === undefined ? undefined : run;
      get().scrubTo(undefined);
      get().noteRun(record);
      start(
        {
          run,
          experiment,
          engine: engineChoice === "auto" && isExactHere(get()) ? "wasm" : engineChoice,
          paused,
          ...(isKept() ? { keep: "new" } : {}),
          ...(pace === undefined ? {} : { pace }),
          ...also,
        },
        afterwards,
      );
    };

    const isKept = (): boolean => library !== undefined && get().libraryFault === undefined;

    const applyEvents = (events: readonly TrainEvent[]): void => {
      get().noteEvents(events);
      if (get().silentSeconds !== undefined) set(answering);
      const { record } = get();
      if (record === undefined) return;
      const next = events.reduce(foldRun, record);
      if (next === record) return;
      set({ record: next });
      // Often enough to show how far a run came that broke off; its events say the rest.
      if (next.phase !== record.phase || events.some(({ type }) => type === "evaluation")) get().noteRun(next);
      if (isOver(next.phase) && !isOver(record.phase)) {
        noteSpeed(next);
        get().goOnWithSeries(next);
      }
    };

    const noteSpeed = (record: RunRecord): void => {
      const stepMs = stepPaceMs(record);
      if (record.engine === undefined || stepMs === undefined || record.step < 10 || paced === record.run) return;
      const { multiplyAdds, arms } = inTurn(record.engine, worksOf(record.experiment), speeds.cores);
      const multiplyAddsPerStep = multiplyAdds / record.experiment.training.budget;
      const software = get().machine?.software ?? false;
      speeds.note({ engine: record.engine, software }, { stepMs, multiplyAddsPerStep, arms });
    };

    return {
      machine: undefined,
      fault: undefined,
      measuresEngines: false,
      engineChoice: "auto",
      tuning: undefined,
      tunesAgain: false,
      record: undefined,
      earlier: [],
      runCount: 0,
      pace: undefined,
      silentSeconds: undefined,
      waitsForGpu: false,
      keptRun: undefined,

      probeMachine: () => client.probeMachine(),
      measureEngines() {
        set({ measuresEngines: true });
        client.probeMachine(true);
      },
      tuneAgain() {
        client.tuneAgain();
        set({ tuning: undefined, tunesAgain: true });
      },
      chooseEngine(engineChoice) {
        get().retire();
        set({ engineChoice });
      },
      play() {
        const { record } = get();
        if (record?.phase === "paused") client.resume(record.run);
        else if (record === undefined || isOver(record.phase)) {
          get().retire();
          get().turnToNextSeed();
          begin(false, undefined, kernelsOf(record));
        }
      },
      pause() {
        const { record } = get();
        if (record !== undefined && !isOver(record.phase)) client.pause(record.run);
      },
      verifyExactly() {
        get().chooseEngine("wasm");
        begin(false);
      },
      playOrPause() {
        const phase = get().record?.phase;
        if (phase === "running" || phase === "preparing") get().pause();
        else get().play();
      },
      singleStep() {
        const { record } = get();
        if (record === undefined) {
          begin(true, () => client.single(get().record?.run ?? ""));
        } else if (record.phase === "paused") client.single(record.run);
        else if (record.phase === "running") client.pause(record.run);
      },
      reset: () => get().retire(),
      setPace(pace) {
        const { record } = get();
        set({ pace });
        if (record === undefined || isOver(record.phase)) return;
        if (pace !== undefined) paced = record.run;
        client.pace(record.run, pace);
      },
      goBack() {
        const { record, machine } = get();
        if (record?.phase !== "diverged") return;
        const step = stepBack(record.step);
        const experiment = withCut(record.experiment, step);
        if (experiment === undefined) return;
        get().setField(["training", "cuts"], experiment.training.cuts);
        // From the beginning there is nothing to go on from.
        const branchOf = step === 0 ? {} : { branchOf: { run: record.run, step } };
        begin(false, undefined, { engine: engineOf(record.engine, machine?.choices ?? []), ...branchOf });
      },
      dismissKeptRun: () => set({ keptRun: undefined }),
      async openRun(run) {
        const here = get().earlier.find((record) => record.run === run);
        if (get().record?.run === run) return;
        asked = run;
        const found = here ?? (await get().readRun(run));
        // Of two quick clicks the later one counts, whichever is read first.
        if (found === undefined || asked !== run) return;
        get().retire();
        get().loadExperiment(found.experiment);
        set({ keptRun: undefined, record: found, earlier: get().earlier.filter((record) => record.run !== run) });
      },
      goOnWith(record, engine) {
        get().retire();
        get().loadExperiment(record.experiment);
        const { run, experiment } = record;
        set({
          record,
          fault: undefined,
          keptRun: undefined,
          earlier: get().earlier.filter((other) => other.run !== run),
        });
        const { pace } = get();
        paced = pace === undefined ? undefined : run;
        start({ run, experiment, engine, paused: false, keep: "continue", ...(pace === undefined ? {} : { pace }) });
      },
      storeRun: (run, log, snapshot) => client.storeRun(run, log, snapshot),
      forgetRun: (run) => set({ earlier: get().earlier.filter((record) => record.run !== run) }),
      retire(edited = false) {
        asked = undefined;
        const { record, earlier } = get();
        get().scrubTo(undefined);
        if (record === undefined) return;
        if (!isOver(record.phase)) {
          client.stop(record.run);
          noteSpeed(record);
        }
        const ended: RunRecord = isOver(record.phase) ? record : { ...record, phase: "stopped" };
        if (ended !== record) get().noteRun(ended);
        const kept = ended.step > 0 ? earlierRuns([ended, ...earlier]) : earlier;
        set({
          ...answering,
          record: undefined,
          earlier: kept,
          ...(edited && ended.step > 0 ? { keptRun: ended.run } : {}),
        });
      },
      dismissFault: () => set({ fault: undefined }),
      waitForGpu: () => set({ waitsForGpu: true }),
      goOnWithoutGpu() {
        const { record, library: entries } = get();
        if (record === undefined || isOver(record.phase)) return;
        // Whatever waits for the device would hold the run's files.
        client.restart();
        const kept = entries.find(({ id }) => id === record.run)?.snapshotStep ?? 0;
        const engine = get().machine?.choices.includes("wasm") === true ? "wasm" : "tfjs-cpu";
        get().chooseEngine(engine);
        if (kept > 0) get().goOnWith({ ...record, phase: "preparing" }, engine);
        else begin(false);
      },
      receive(update) {
        switch (update.type) {
          case "capabilities":
            set({ machine: update.capabilities, measuresEngines: false });
            return;
          case "tuned":
            set({ tuning: update.table, tunesAgain: false });
            return;
          case "events":
            applyEvents(update.events);
            return;
          case "silent": {
            const { record } = get();
            if (record?.run !== update.run || isOver(record.phase)) return;
            const { silentSeconds = -SILENCE_TOLD } = get();
            if (update.seconds === 0) set(answering);
            else if (update.seconds >= silentSeconds + SILENCE_TOLD) set({ silentSeconds: update.seconds });
            return;
          }
          case "kept":
          case "not-kept":
            get().noteKept(update);
            return;
          case "fault": {
            const { record } = get();
            const { error } = update;
            const meant = update.runs === undefined || update.runs.includes(record?.run ?? "");
            const broken = record !== undefined && !isOver(record.phase) && meant;
            if (!broken) {
              set({ fault: error, measuresEngines: false });
              return;
            }
            const failed: RunRecord = { ...record, phase: "failed", error };
            set({ ...answering, fault: error, record: failed });
            get().noteRun(failed);
            return;
          }
          default:
            update satisfies never;
        }
      },
    };
  };

import { createStore, type StoreApi } from "zustand/vanilla";
import type { EngineChoice } from "../protocol/engineChoice";
import { faultOf, reasonOf } from "../protocol/faultError";
import type { CellResult } from "../sweep/cellResult";
import { expandInSteps, type SweepCell } from "../sweep/expandSweep";
import { mergeInSteps, mergeResults } from "../sweep/mergeResults";
import { sweepOfResults } from "../sweep/resultLines";
import { readInSteps } from "../sweep/readResults";
import { CALIBRATION_STEPS, paceFrom, workInSteps, type PaceProbe } from "../sweep/sweepBudget";
import { parseSweepClaim } from "../sweep/sweepClaim";
import { decodeSweep, encodeSweep, sweepId } from "../sweep/sweepLink";
import { queueOf } from "../sweep/sweepQueue";
import { expectedOf, timeLeft, untimed } from "../sweep/timeLeft";
import { notKept, runQueue, type EndedCell, type QueueEvent, type SweepFault } from "./runQueue";
import { createSweepRunner } from "./sweepRunner";
import type { SweepRefusal, SweepServices, SweepState } from "./sweepState";

export type SweepStore = StoreApi<SweepState>;

/** The sweep on display, and what its queue tells: `runQueue.ts` trains, this only notes what comes of it. */
export function createSweepStore(services: SweepServices): SweepStore {
  const { createClient, shelf, weights, kept, underWay, runs, now, inSlices } = services;
  return createStore<SweepState>((set, get) => {
    /** The first stays from queue to queue; others come and go with it. */
    const runners = [createSweepRunner(createClient)];
    /** Runs at once, of the queue under way. */
    let lanes = 1;
    /** What is expected of the runs that are not under way yet, in the unit of `expectedOf`. */
    let after = 0;
    /** Of the queue under way, or of the last one. */
    let queued = new AbortController();
    /** Of the sweep on display. */
    let shown = new AbortController();

    const queue = (): readonly SweepCell[] => queueOf({ ...get(), part: get().sweep?.part });
    const expected = ({ id }: SweepCell): number => expectedOf(get().work.get(id), get().timing);
    const fail = (fault: SweepFault): void => set({ fault });

    const keep = async (results: readonly CellResult[]): Promise<void> => {
      try {
        await shelf.put(results);
      } catch (error) {
        fail(notKept(error));
      }
    };

    /** A new queue of the sweep on display, and the signal that ends it. */
    const start = (engine: EngineChoice, open: () => readonly SweepCell[], atOnce: number, limit?: number) => {
      lanes = Math.max(1, Math.min(atOnce, open().length));
      while (runners.length < lanes) runners.push(createSweepRunner(createClient));
      queued = new AbortController();
      const { signal } = queued;
      const { sweep } = get();
      const own = sweep === undefined ? "" : sweepId(sweep);
      const options = {
        engine,
        sweep: own,
        begun(cell: string) {
          const run = get().begunRuns.get(cell);
          return run === undefined ? undefined : { run, step: get().begun.get(cell) ?? 0 };
        },
        isPaused: () => get().phase === "paused",
        ...(limit === undefined ? {} : { limit }),
      };
      return {
        signal,
        own,
        events: runQueue(open, options, { runners: runners.slice(0, lanes), runs, shelf, weights, now }, signal),
      };
    };

    /** Until the share is done: what is left of those under way, and all others; a lane each while there are enough. */
    const noteRemaining = (): void => {
      const { running, timing } = get();
      const left = running.reduce(
        (sum, { cell, step }) => sum + (1 - step / cell.experiment.training.budget) * expected(cell),
        0,
      );
      const ms = timeLeft(left + after, timing);
      const busy = after > 0 ? lanes : Math.max(1, running.length);
      set({ remainingMs: ms === undefined ? undefined : ms / busy });
    };

    /** What a queue of the sweep on display tells while nobody ended it. */
    const noteCourse = (event: QueueEvent): void => {
      const { running } = get();
      if (event.type === "started") {
        const { cell, run, step } = event;
        const now = [...running, { cell, run, step, keptStep: step }];
        const taken = new Set(now.map((each) => each.cell.id));
        after = queue().reduce((sum, each) => sum + (taken.has(each.id) ? 0 : expected(each)), 0);
        underWay.write("1");
        set({ running: now });
      } else if (event.type === "progress") {
        const { run, step, keptStep } = event;
        set({ running: running.map((each) => (each.run === run ? { ...each, step, keptStep } : each)) });
      } else return;
      noteRemaining();
    };

    /** How a run of the sweep on display ended, also when that comes after Stop. */
    const noteEnd = ({ cell, run, end, keptStep, result, ms }: EndedCell): void => {
      const begun = new Map(get().begun);
      const begunRuns = new Map(get().begunRuns);
      begun.delete(cell.id);
      begunRuns.delete(cell.id);
      if (end.kind !== "ended" && keptStep > 0) {
        // Whether the worker broke down or somebody pressed Stop: it goes on from there.
        begun.set(cell.id, keptStep);
        begunRuns.set(cell.id, run);
      }
      set({ begun, begunRuns, running: get().running.filter((each) => each.run !== run) });
      if (result === undefined) return;
      const { timing, results } = get();
      const timed = { ...timing, spentMs: timing.spentMs + (ms ?? 0), expected: timing.expected + expected(cell) };
      set({ results: mergeResults(results, [result]), ...(ms === undefined ? {} : { timing: timed }) });
    };

    const rest = (): void => {
      underWay.write("");
      set({ phase: "idle", running: [], remainingMs: undefined });
    };

    return {
      sweep: undefined,
      cells: [],
      work: new Map(),
      results: new Map(),
      claim: undefined,
      phase: "idle",
      running: [],
      begun: new Map(),
      begunRuns: new Map(),
      timing: untimed,
      budget: undefined,
      remainingMs: undefined,
      order: "seeds",
      front: [],
      importing: undefined,
      fault: undefined,
      refused: [],

      async define(sweep, claimText) {
        const { sweep: before } = get();
        if (before !== undefined && sweepId(before) === sweepId(sweep)) {
          get().choosePart(sweep.part);
          if (claimText !== undefined) set({ claim: parseSweepClaim(claimText, get().cells) });
          return;
        }
        get().stop();
        shown.abort();
        shown = new AbortController();
        const { signal } = shown;
        const earlier = get().results;
        const own = sweepId(sweep);
        kept.write(encodeSweep(sweep));
        const unknown = { results: new Map(), begun: new Map(), begunRuns: new Map(), timing: untimed };
        const empty = { ...unknown, front: [], refused: [], budget: undefined };
        set({ sweep, cells: [], work: new Map(), claim: undefined, fault: undefined, ...empty });
        const cells = await inSlices(expandInSteps(sweep));
        const work = await inSlices(workInSteps(sweep, cells));
        if (signal.aborted) return;
        set({ cells, work, claim: claimText === undefined ? undefined : parseSweepClaim(claimText, cells) });
        try {
          const known = await inSlices(mergeInSteps(new Map(), await shelf.all(own)));
          // A run that both sweeps have is the same run: with more seeds, nothing is trained again.
          const carried = cells.flatMap(({ id }) =>
            known.has(id) ? [] : (earlier.get(id) ?? []).map((result) => ({ ...result, sweep: own })),
          );
          const results = await inSlices(mergeInSteps(known, carried));
          if (signal.aborted) return;
          // Runs that ended here in the meantime stay.
          set({ results: mergeResults(results, [...get().results.values()].flat()) });
          if (carried.length > 0) await keep(carried);
        } catch (error) {
          if (!signal.aborted) fail({ code: "resultsUnread", why: reasonOf(error) });
        }
        const begun = (await runs.begun().catch(() => [])).filter(({ cell }) => work.has(cell));
        if (signal.aborted || get().phase !== "idle") return;
        set({
          begun: new Map(begun.map(({ cell, step }) => [cell, step])),
          begunRuns: new Map(begun.map(({ cell, run }) => [cell, run])),
        });
      },
      async recall() {
        const link = kept.read();
        if (get().sweep !== undefined || link === null) return;
        const { sweep } = decodeSweep(link);
        if (sweep !== undefined) await get().define(sweep);
      },
      choosePart(part) {
        const { sweep } = get();
        if (sweep === undefined) return;
        const { part: _, ...whole } = sweep;
        const next = part === undefined ? whole : { ...whole, part };
        kept.write(encodeSweep(next));
        set({ sweep: next, budget: undefined, ...(get().phase === "ready" ? { phase: "idle" } : {}) });
      },
      async calibrate(engine, atOnce = 1) {
        const open = queue();
        if (get().phase !== "idle" || open.length === 0) return;
        set({ phase: "calibrating", fault: undefined, budget: undefined });
        const cells = extremes(open, (each) => costOf(each, get()));
        const { signal, events } = start(engine, () => cells, 1, CALIBRATION_STEPS);
        const probes: PaceProbe[] = [];
        for await (const event of events) {
          if (event.type === "fault") fail(event.fault);
          if (event.type !== "ended" || event.end.kind === "broken" || signal.aborted) continue;
          const work = get().work.get(event.cell.id);
          const told = event.end.events;
          const stepMs = told.flatMap((each) => (each.type === "step" ? [each.stepMs] : []));
          const failed = told.find((each) => each.type === "failed");
          if (failed?.type === "failed") fail(faultOf(failed.error));
          if (stepMs.length === 0 || work === undefined) break;
          probes.push({ prepareMs: event.prepareMs, stepMs, work });
        }
        if (signal.aborted) return;
        if (probes.length === 0) {
          set({ phase: "idle" });
          return;
        }
        set({ timing: { ...get().timing, pace: paceFrom(probes) } });
        const ms = open.reduce((sum, cell) => sum + expected(cell), 0) / Math.min(atOnce, open.length);
        const steps = open.reduce((sum, cell) => sum + cell.experiment.training.budget, 0);
        set({ phase: "ready", budget: { runs: open.length, steps, ms } });
      },
      async run(engine, atOnce = 1) {
        const { phase } = get();
        if (phase === "running" || phase === "calibrating") return;
        if (phase === "paused") {
          set({ phase: "running" });
          for (const runner of runners) runner.resume();
          return;
        }
        set({ phase: "running", fault: undefined, budget: undefined });
        const { signal, own, events } = start(engine, queue, atOnce);
        for await (const event of events) {
          const { sweep } = get();
          if (event.type === "fault") fail(event.fault);
          else if (event.type !== "ended") {
            if (!signal.aborted) noteCourse(event);
          } else if (sweep !== undefined && sweepId(sweep) === own) noteEnd(event);
        }
        if (signal.aborted) return;
        rest();
        for (const runner of runners.splice(1)) runner.release();
      },
      pause() {
        if (get().phase !== "running") return;
        for (const runner of runners) runner.pause();
        set({ phase: "paused" });
      },
      stop() {
        queued.abort();
        set({ budget: undefined });
        rest();
      },
      orderBy: (order) => set({ order }),
      trainFirst(cells) {
        const { front } = get();
        set({ front: [...new Set([...cells, ...front])] });
      },
      async take(files) {
        const refused: SweepRefusal[] = [];
        for (const [index, file] of files.entries()) {
          set({ importing: { name: file.name, number: index + 1, of: files.length } });
          try {
            const text = await file.text();
            // Before anything is set up, a file brings the sweep that its results are of.
            if (get().sweep === undefined) {
              const described = sweepOfResults(text);
              if (described !== undefined) await get().define(described);
            }
            const { sweep, cells } = get();
            if (sweep === undefined) {
              refused.push({ code: "ofNoSweep", file: file.name });
              continue;
            }
            const read = await inSlices(readInSteps(text, sweepId(sweep), cells));
            const of = files.length > 1 ? { file: file.name } : {};
            refused.push(...read.refused.map((why) => ({ code: "ofFile" as const, ...of, why })));
            const { results } = get();
            const merged = await inSlices(mergeInSteps(results, read.results));
            if (get().cells !== cells) break;
            // Runs that ended here in the meantime stay.
            const now = await inSlices(mergeInSteps(merged, changesSince(results, get().results)));
            set({ results: now });
            await keep(changesSince(results, merged));
          } catch (error) {
            refused.push({ code: "fileUnread", file: file.name, why: reasonOf(error) });
          }
        }
        set({ importing: undefined, refused });
      },
    };
  });
}

/** Results that the later one has and the earlier one has not; every list only grows at its end. */
function changesSince(earlier: SweepState["results"], later: SweepState["results"]): readonly CellResult[] {
  if (earlier === later) return [];
  return [...later].flatMap(([cell, all]) => all.slice(earlier.get(cell)?.length ?? 0));
}

function costOf({ id }: SweepCell, { work }: SweepState): number {
  const { multiplyAdds, steps } = work.get(id) ?? { multiplyAdds: 0, steps: 1 };
  return multiplyAdds / steps;
}

/** The one that costs least and the one that costs most; one when they cost the same. */
function extremes(cells: readonly SweepCell[], cost: (cell: SweepCell) => number): readonly SweepCell[] {
  let [least, most] = [cells[0], cells[0]];
  for (const cell of cells) {
    if (least === undefined || cost(cell) < cost(least)) least = cell;
    if (most === undefined || cost(cell) > cost(most)) most = cell;
  }
  return least === undefined || most === undefined ? [] : cost(least) === cost(most) ? [least] : [least, most];
}

/**
 * The queue of a sweep: one cell after the other in each of its workers, told as it goes. There is one worker, or on the
 * processor one for every core.
 *
 * A generator that shows nothing and remembers nothing between two queues: `sweepStore.ts` folds what it yields. One
 * signal ends it, at whatever it is: before a cell nothing happens, within one the run is stopped and its files stay as
 * far as they are worth something, after one the result is made safe first. A calibration is the same queue with a limit.
 */
import type { SweepRuns } from "../client/sweepRuns";
import type { SweepShelf } from "../client/sweepShelf";
import { weightKeysOf } from "../experiment/networks";
import type { Teachers } from "../protocol/command";
import type { EngineChoice } from "../protocol/engineChoice";
import type { Fault, Reason, TrainEvent } from "../protocol/event";
import { FaultError, reasonOf } from "../protocol/faultError";
import { cellResult, type CellResult } from "../sweep/cellResult";
import type { SweepCell } from "../sweep/expandSweep";
import { startFault } from "../sweep/sweepStarts";
import type { RunEnd, SweepRunner } from "./sweepRunner";
import { merged } from "./merged";

/** What goes wrong with a sweep, besides its runs. */
export type SweepFault =
  | { readonly code: "otherTab" }
  | { readonly code: "tabsUnknown"; readonly why: Reason }
  | { readonly code: "cellNotKept"; readonly why: Fault }
  | { readonly code: "resultsNotKept"; readonly why: Reason }
  | { readonly code: "resultsUnread"; readonly why: Reason }
  | Fault;

export type QueueEvent =
  /** @param step what an earlier visit kept of it; 0 when it is new */
  | { readonly type: "started"; readonly cell: SweepCell; readonly run: string; readonly step: number }
  /** @param keptStep the step that a reload would go on from */
  | { readonly type: "progress"; readonly run: string; readonly step: number; readonly keptStep: number }
  | EndedCell
  /** Something to be told; whether the queue goes on shows in what follows. */
  | { readonly type: "fault"; readonly fault: SweepFault };

export interface EndedCell {
  readonly type: "ended";
  readonly cell: SweepCell;
  readonly run: string;
  readonly end: RunEnd;
  /** Where the run goes on from when it did not come to its end; 0 when there is nothing to go on from. */
  readonly keptStep: number;
  /** What came out, when the run came to its end; it is put on the shelf next. */
  readonly result: CellResult | undefined;
  /** From the start to the first step. */
  readonly prepareMs: number;
  /** The whole run; undefined when it was paused meanwhile or begun on an earlier visit. */
  readonly ms: number | undefined;
}

export interface QueueOptions {
  readonly engine: EngineChoice;
  /** The id of the sweep that the cells are of. */
  readonly sweep: string;
  /** A cell's run that broke off, and where it goes on from. */
  readonly begun: (cell: string) => { readonly run: string; readonly step: number } | undefined;
  readonly isPaused: () => boolean;
  /** For a measurement: every run is stopped after so many steps, and neither it nor its result is kept. */
  readonly limit?: number;
}

export interface QueueServices {
  /** Each trains one cell at a time. */
  readonly runners: readonly Pick<SweepRunner, "train" | "stop">[];
  readonly runs: Pick<SweepRuns, "claim" | "newName" | "read" | "remove">;
  readonly shelf: Pick<SweepShelf, "put">;
  /** Weights that are kept here, by their key. */
  readonly weights: (keys: readonly string[]) => Promise<Teachers>;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

type Runner = QueueServices["runners"][number];

/**
 * Trains what is open, in its order, until nothing is, a worker breaks down, or the signal says so. Whoever reads it
 * reads it to its end, also after the signal: how the cells under way ended and what is safe comes then.
 * @param open asked before every cell, since order, share and results change while the queue runs
 */
export async function* runQueue(
  open: () => readonly SweepCell[],
  options: QueueOptions,
  services: QueueServices,
  signal: AbortSignal,
): AsyncGenerator<QueueEvent, void, undefined> {
  const release = yield* claim(services.runs);
  if (release === undefined) return;
  /** Cells that failed since the queue was started are not tried for ever; those under way are not taken twice. */
  const tried = new Set<string>();
  /** Of all lanes: what breaks one worker down would break the next. */
  const ended = new AbortController();
  const end = (): void => ended.abort();
  if (signal.aborted) end();
  signal.addEventListener("abort", end);
  async function* lane(runner: Runner): AsyncGenerator<QueueEvent, void, undefined> {
    while (!ended.signal.aborted) {
      const cell = open().find(({ id }) => !tried.has(id));
      if (cell === undefined) return;
      tried.add(cell.id);
      if (yield* trainCell(cell, options, services, runner, ended.signal)) end();
    }
  }
  try {
    yield* merged(services.runners.map(lane));
  } finally {
    // Whoever reads no further wants no more of any.
    end();
    signal.removeEventListener("abort", end);
    release();
  }
}

/** Takes the queue for this tab. @returns gives it back; undefined when it is not to be had, which has been told. */
async function* claim(runs: QueueServices["runs"]): AsyncGenerator<QueueEvent, (() => void) | undefined, undefined> {
  let fault: SweepFault = { code: "otherTab" };
  try {
    const release = await runs.claim();
    if (release !== undefined) return release;
  } catch (error) {
    fault = { code: "tabsUnknown", why: reasonOf(error) };
  }
  yield { type: "fault", fault };
  return undefined;
}

/** Trains one cell to its end. @returns whether what keeps it from going on would keep the next one, too. */
async function* trainCell(
  cell: SweepCell,
  options: QueueOptions,
  services: QueueServices,
  runner: Runner,
  signal: AbortSignal,
): AsyncGenerator<QueueEvent, boolean, undefined> {
  const { runs, shelf } = services;
  const isMeasured = options.limit !== undefined;
  const begun = isMeasured ? undefined : options.begun(cell.id);
  const earlier = begun === undefined ? undefined : await runs.read(begun.run).catch(() => undefined);
  if (signal.aborted) return false;
  const known = begun === undefined || earlier === undefined ? undefined : { ...begun, events: earlier };
  const taught = await weightsFor(cell, known !== undefined, services);
  if (signal.aborted) return false;
  if ("fault" in taught) {
    yield { type: "fault", fault: taught.fault };
    return true;
  }
  const run = known?.run ?? runs.newName(isMeasured ? "pace" : cell.id);
  yield { type: "started", cell, run, step: known?.step ?? 0 };
  // Whoever heard of it may have ended the queue.
  if (signal.aborted) return false;

  const { end, keptStep, prepareMs, ms } = yield* train(
    { cell, run, known, teachers: taught.teachers },
    options,
    services.now,
    runner,
    signal,
  );
  const isResult = end.kind === "ended" && !isMeasured;
  const result = isResult ? cellResult(cell, options.sweep, end.events, workerMs(end.events) / 1000) : undefined;
  yield { type: "ended", cell, run, end, keptStep, result, prepareMs, ms };
  if (end.kind === "broken") yield { type: "fault", fault: end.fault };
  if (result !== undefined) {
    // The next one starts when this one is safe; until then its files are all there is of it.
    try {
      await shelf.put([result]);
      void runs.remove(run);
    } catch (error) {
      yield { type: "fault", fault: notKept(error) };
    }
  } else if (!isMeasured && keptStep === 0) {
    // Without a snapshot there is nothing to go on from.
    void runs.remove(run);
  }
  return end.kind === "broken";
}

/** The weights that a cell learns or starts from, or why it cannot. A run that goes on has its own. */
async function weightsFor(
  cell: SweepCell,
  goesOn: boolean,
  { weights }: QueueServices,
): Promise<{ readonly teachers: Teachers | undefined } | { readonly fault: Fault }> {
  const keys = weightKeysOf(cell.experiment);
  if (keys.length === 0) return { teachers: undefined };
  try {
    const teachers = await weights(keys);
    const fault = goesOn ? undefined : startFault(cell, teachers);
    return fault === undefined ? { teachers } : { fault };
  } catch (error) {
    return { fault: error instanceof FaultError ? error.fault : reasonOf(error) };
  }
}

/** A run that is to be trained, and what an earlier visit kept of it. */
interface OwnRun {
  readonly cell: SweepCell;
  readonly run: string;
  readonly known: { readonly step: number; readonly events: readonly TrainEvent[] } | undefined;
  readonly teachers: Teachers | undefined;
}

/** What the runner calls back, one after the other, until the run ended, or was stopped by the signal or the limit. */
async function* train(
  { cell, run, known, teachers }: OwnRun,
  { engine, isPaused, limit }: QueueOptions,
  now: () => number,
  runner: Runner,
  signal: AbortSignal,
): AsyncGenerator<QueueEvent, Pick<EndedCell, "end" | "keptStep" | "prepareMs" | "ms">, undefined> {
  const news: QueueEvent[] = [];
  let wake = (): void => undefined;
  const began = now();
  const startStep = known?.step ?? 0;
  const at = {
    step: startStep,
    keptStep: startStep,
    prepareMs: 0,
    hasStepped: false,
    isTimed: known === undefined,
    isOver: false,
  };
  const tell = (event: QueueEvent): void => {
    news.push(event);
    wake();
  };
  const tellProgress = (): void => tell({ type: "progress", run, step: at.step, keptStep: at.keptStep });
  const stop = (): void => runner.stop();
  signal.addEventListener("abort", stop);
  const ending = runner
    .train({
      run,
      experiment: cell.experiment,
      engine,
      paused: isPaused(),
      ...(teachers === undefined ? {} : { teachers }),
      ...(limit === undefined ? { keep: known === undefined ? "new" : "continue" } : {}),
      ...(known === undefined ? {} : { earlier: known.events }),
      onEvents(events) {
        at.step = events.at(-1)?.step ?? 0;
        at.isTimed &&= !isPaused();
        const steps = events.filter(({ type }) => type === "step").length;
        if (steps > 0 && !at.hasStepped) {
          at.hasStepped = true;
          at.prepareMs = now() - began;
        }
        tellProgress();
        if (limit !== undefined && steps >= limit) runner.stop();
      },
      onKept(step) {
        at.keptStep = step;
        tellProgress();
      },
      onNotKept(why) {
        tell({ type: "fault", fault: { code: "cellNotKept", why } });
      },
    })
    .finally(() => {
      at.isOver = true;
      wake();
    });
  try {
    while (!at.isOver || news.length > 0) {
      const next = news.shift();
      if (next !== undefined) yield next;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal.removeEventListener("abort", stop);
    // Whoever reads no further wants no more of it.
    if (!at.isOver) runner.stop();
  }
  const end = await ending;
  const { keptStep, prepareMs, isTimed } = at;
  return { end, keptStep, prepareMs, ms: isTimed ? now() - began : undefined };
}

/** What is told of results that could not be put on the shelf. */
export function notKept(error: unknown): SweepFault {
  return { code: "resultsNotKept", why: reasonOf(error) };
}

/** The worker's clock: steps and probes, without the preparation. */
function workerMs(events: readonly TrainEvent[]): number {
  return events.reduce(
    (sum, event) => sum + (event.type === "step" ? event.stepMs : event.type === "probe" ? event.probeMs : 0),
    0,
  );
}

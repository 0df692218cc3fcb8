import { RING_EVERY } from "./snapshotRing";

/** Where steps are slow, states are held more often: the steps since the last one take about this long to take again. */
const AGAIN_MS = 2000;
/** A state is told at least so often, however slow the steps are. */
const TELL_MS = 10_000;

/** How often a run does what is no step. */
export interface Cadence {
  /** The step that the run begins at; its state is known. */
  readonly start: number;
  readonly evaluateEvery: number;
  /** 0: never. */
  readonly probeEvery: number;
  /** Steps between two states that are told; none is when absent. */
  readonly tellEvery?: number;
}

/** What has been so far. */
export interface SoFar {
  /** The step of the last state that is held; the start before any. */
  readonly heldAt: number;
  /** Milliseconds since a state was told. */
  readonly sinceToldMs: number;
  /** Mean time of the steps that have come back; 0 before any. */
  readonly meanStepMs: number;
}

/** What is to be done before a step is taken, in this order. */
export interface Due {
  readonly evaluate: boolean;
  readonly probe: boolean;
  /** The probe also asks what branches are taught beyond the labels. */
  readonly parts: boolean;
  /** The probe also asks how much of what it finds is noise. */
  readonly noise: boolean;
  /** The state is held in memory. */
  readonly hold: boolean;
  /** It is also told, for whoever keeps it. */
  readonly tell: boolean;
}

/**
 * What is due once `step` updates are done. Measurements follow the step alone, so that every replay has the same ones;
 * which states are held and told follows the time as well, and no number of a run depends on it.
 */
export function dueAt(step: number, cadence: Cadence, soFar: SoFar): Due {
  const { start, evaluateEvery, probeEvery, tellEvery } = cadence;
  const begun = step > start;
  const tell = tellEvery !== undefined && begun && (isDue(step, tellEvery) || soFar.sinceToldMs >= TELL_MS);
  return {
    evaluate: begun && isDue(step, evaluateEvery),
    probe: isDue(step, probeEvery),
    // They cost a backward pass each: every other probe asks for them.
    parts: isDue(step, 2 * probeEvery),
    // It takes as long as three other probes: one in eight asks, one that has no parts to ask for.
    noise: probeEvery > 0 && step % (8 * probeEvery) === probeEvery,
    hold: tell || (begun && step - soFar.heldAt >= holdEvery(tellEvery, soFar.meanStepMs)),
    tell,
  };
}

/** Steps between two states that are held. */
function holdEvery(tellEvery = RING_EVERY, meanStepMs: number): number {
  const quick = meanStepMs > 0 ? Math.max(1, Math.floor(AGAIN_MS / meanStepMs)) : RING_EVERY;
  return Math.min(RING_EVERY, tellEvery, quick);
}

function isDue(step: number, every: number): boolean {
  return every > 0 && step % every === 0;
}

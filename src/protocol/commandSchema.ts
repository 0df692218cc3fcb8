import * as v from "valibot";
import { parseExperiment } from "../experiment/parseExperiment";
import { ENGINE_CHOICES } from "./engineChoice";
import { count, engineRecord, eventSchema, wireError } from "./eventSchema";
import { engineTrials } from "./trialSchema";
import { tuningTable } from "./tuningSchema";

/** Steps per second at most; slower than once a minute is a pause. */
const pace = v.pipe(v.number(), v.minValue(1 / 60), v.maxValue(1e6));
const tensors = v.map(v.string(), v.instance(Float32Array));

/** Parameters and running statistics of trained networks, by the first digits of their weights' SHA-256. */
export const teachers = v.map(v.string(), tensors);

/** What a run that stops early carries from evaluation to evaluation. */
export const patienceState = v.object({
  /** The best value of the headline metric of each arm's main head. */
  best: v.array(v.number()),
  /** Evaluations since any arm last did better than before. */
  since: count,
});

/** By arm, then by head. */
export const combinedWeights = v.array(v.nullable(v.array(v.number())));

/** By arm, by head, what a learner of `src/catalog/combining` carries. */
export const learnedState = v.array(v.nullable(v.array(v.array(v.number()))));

/** The state of all arms after some steps; engine-neutral. */
export const runSnapshot = v.object({
  step: count,
  /** One per arm: tensors by name and the kernel variants that made them. */
  arms: v.array(v.object({ tensors, variants: v.record(v.string(), v.string()) })),
  /** How the arms have done so far, where the run is to stop once they no longer improve. */
  progress: v.exactOptional(patienceState),
  /** One per arm: what each head's loss counts until it is weighed again; null where the sum is taken. */
  combined: v.exactOptional(combinedWeights),
  /** One per arm: what a rule that learns carries, by head; null where there is none. */
  learned: v.exactOptional(learnedState),
});

/** How the default engine was found at an earlier visit. What cannot be read counts as never kept. */
const known = v.exactOptional(v.fallback(v.nullable(engineTrials), null));

/** Kernels that were chosen at an earlier visit. What cannot be read counts as never kept. */
const tuned = v.exactOptional(v.fallback(v.nullable(tuningTable), null));
/** Choose kernels anew. */
const tuneAgain = v.exactOptional(v.boolean());

/** The kernels of an earlier run, which a replay uses again on the same adapter: another choice would give other bits. */
export const replayed = v.object({ adapter: v.string(), variants: v.record(v.string(), v.string()) });

/** Page → worker. */
export const commandSchema = v.variant("type", [
  /** Asks what this machine can do; answered by `capabilities`. `again`: engines are timed although it is known. */
  v.object({ type: v.literal("probe-machine"), known, again: v.exactOptional(v.boolean()), tuned, tuneAgain }),
  v.object({
    type: v.literal("start"),
    run: v.string(),
    experiment: v.pipe(v.unknown(), v.transform(parseExperiment)),
    engine: v.picklist(ENGINE_CHOICES),
    known,
    tuned,
    tuneAgain,
    replayed: v.exactOptional(replayed),
    /** Stop after this step without changing the schedule. */
    stopAt: v.exactOptional(count),
    /** Measure agreement on fixed images at the end. */
    referenceProbe: v.exactOptional(v.boolean()),
    /** Do everything up to the first step, then wait for `resume` or `single`. */
    paused: v.exactOptional(v.boolean()),
    /** Steps between two `snapshot` messages; none when absent. */
    snapshotEvery: v.exactOptional(v.pipe(count, v.minValue(1))),
    /** Continue from here: events up to this step are not repeated. */
    resumeFrom: v.exactOptional(runSnapshot),
    /** Weights of earlier runs by their key, for arms that learn from them. */
    teachers: v.exactOptional(teachers),
    /**
     * Keep the run's events and snapshots in this browser: `new` from its first event, `continue` from the last snapshot
     * that was kept, whose `restarted` event says where that is.
     */
    keep: v.exactOptional(v.picklist(["new", "continue"])),
    /**
     * Go on from a run that this one equals up to a step: its events up to its newest state there come first, then a
     * `restarted` event that says where that was. From the beginning when no such state is at hand.
     */
    branchOf: v.exactOptional(v.object({ run: v.string(), step: count })),
    /** As fast as it goes when absent. */
    pace: v.exactOptional(pace),
    /** Milliseconds between two messages of what is measured; a fifth of a second when absent. Changes no number. */
    tellEvery: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(60_000))),
  }),
  /** Writes a run that came from a file into this browser's storage; answered by `stored`. */
  v.object({
    type: v.literal("store"),
    run: v.string(),
    log: v.instance(Uint8Array),
    snapshot: v.exactOptional(v.instance(Uint8Array)),
  }),
  /** `single`: one training step of all arms, then pause. */
  v.object({ type: v.picklist(["pause", "resume", "stop", "single"]), run: v.string() }),
  /** From now on so many steps per second at most; as fast as it goes when absent. Changes no number. */
  v.object({ type: v.literal("pace"), run: v.string(), stepsPerSecond: v.exactOptional(pace) }),
]);

/** What the machine can do, as found by trying. */
export const capabilities = v.object({
  /** The engine that `auto` gives. */
  engine: engineRecord,
  /** WebGPU runs on the processor, not on a GPU: training works, slowly. */
  software: v.boolean(),
  /** Engines that the user may choose here. */
  choices: v.array(v.picklist(ENGINE_CHOICES)),
  /** How `auto` came to its engine. */
  trials: v.exactOptional(engineTrials),
});

/** Worker → page. */
export const messageSchema = v.variant("type", [
  v.object({ type: v.literal("capabilities"), capabilities }),
  v.object({ type: v.literal("events"), events: v.array(eventSchema) }),
  /** The kernels that this machine computes with from now on; said when a run has begun whose choice was open. */
  v.object({ type: v.literal("tuned"), table: tuningTable }),
  v.object({ type: v.literal("snapshot"), run: v.string(), snapshot: runSnapshot }),
  /** A snapshot was kept; the run can be continued from its step. */
  v.object({
    type: v.literal("kept"),
    run: v.string(),
    step: count,
    /** What the run takes in storage. */
    bytes: count,
    /** SHA-256 of each arm's parameters and statistics; with the snapshot of the last step only. */
    weights: v.exactOptional(v.array(v.string())),
  }),
  /** The run goes on, but it can no longer be kept: the storage is full or blocked. */
  v.object({ type: v.literal("not-kept"), run: v.string(), error: wireError }),
  v.object({ type: v.literal("stored"), run: v.string(), error: v.exactOptional(wireError) }),
  /** Said every few seconds while what there is to do goes forward. */
  v.object({ type: v.literal("alive") }),
  /** The graphics device has not answered for so long; 0 when it answers again. */
  v.object({ type: v.literal("silent"), run: v.string(), seconds: count }),
  /** A fault that no event tells: of a run, or outside any: a command was not understood, the engine did not load. */
  v.object({ type: v.literal("error"), error: wireError, run: v.exactOptional(v.string()) }),
]);

import * as v from "valibot";
import { parseExperiment } from "../experiment/parseExperiment";
import { ENGINE_CHOICES, type Command, type WorkerMessage } from "./command";
import type { TrainEvent } from "./event";

/** A message that is not of the protocol: two versions of the page are mixed, or something else speaks. */
export class ProtocolError extends Error {
  readonly code = "protocol";
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Slower than once a minute is a pause. */
const pace = v.pipe(v.number(), v.minValue(1 / 60), v.maxValue(1e6));
const tensors = v.map(v.string(), v.instance(Float32Array));
const snapshot = v.object({
  step: count,
  arms: v.array(v.object({ tensors, variants: v.record(v.string(), v.string()) })),
  progress: v.optional(v.object({ best: v.array(v.number()), since: count })),
});

const commandSchema = v.variant("type", [
  v.object({ type: v.literal("probe-machine") }),
  v.object({
    type: v.literal("start"),
    run: v.string(),
    experiment: v.unknown(),
    engine: v.picklist(ENGINE_CHOICES),
    stopAt: v.optional(count),
    referenceProbe: v.optional(v.boolean()),
    paused: v.optional(v.boolean()),
    snapshotEvery: v.optional(v.pipe(count, v.minValue(1))),
    resumeFrom: v.optional(snapshot),
    teachers: v.optional(v.map(v.string(), tensors)),
    keep: v.optional(v.picklist(["new", "continue"])),
    branchOf: v.optional(v.object({ run: v.string(), step: count })),
    pace: v.optional(pace),
  }),
  v.object({
    type: v.literal("store"),
    run: v.string(),
    log: v.instance(Uint8Array),
    snapshot: v.optional(v.instance(Uint8Array)),
  }),
  v.object({ type: v.picklist(["pause", "resume", "stop", "single"]), run: v.string() }),
  v.object({ type: v.literal("pace"), run: v.string(), stepsPerSecond: v.optional(pace) }),
]);

const wireError = v.object({ code: v.string(), message: v.string(), path: v.optional(v.string()) });
const engineRecord = v.object({
  engine: v.picklist(["compiled", "tfjs"]),
  backend: v.picklist(["webgpu", "webgl", "cpu"]),
  adapter: v.string(),
  reason: v.optional(v.string()),
});
const eventBase = { run: v.string(), step: count };
// Losses may be anything that a float can be: a diverged run reports NaN and infinity.
const float = v.union([v.number(), v.nan()]);
const byBranch = v.record(v.string(), float);

const eventSchema = v.variant("type", [
  v.object({
    ...eventBase,
    type: v.literal("preparing"),
    what: v.picklist(["data", "engine", "kernels"]),
    done: count,
    total: count,
  }),
  v.object({
    ...eventBase,
    type: v.literal("started"),
    arms: v.array(
      v.object({
        letter: v.string(),
        title: v.string(),
        branches: v.array(v.string()),
        terms: v.array(v.string()),
        variants: v.record(v.string(), v.string()),
      }),
    ),
    engine: engineRecord,
    budget: count,
    stepsPerEpoch: count,
  }),
  v.object({
    ...eventBase,
    type: v.literal("step"),
    learningRate: float,
    arms: v.array(v.object({ losses: v.array(float), total: float, accuracy: v.array(float) })),
    stepMs: v.number(),
  }),
  v.object({
    ...eventBase,
    type: v.literal("evaluation"),
    images: count,
    final: v.boolean(),
    arms: v.array(v.record(v.string(), byBranch)),
    samples: v.optional(
      v.array(
        v.record(
          v.string(),
          v.object({ guesses: v.string(), confidence: v.string(), variance: v.optional(v.string()) }),
        ),
      ),
    ),
    rankings: v.optional(
      v.array(
        v.record(v.string(), v.array(v.object({ query: count, gallery: v.array(count), hits: v.array(v.boolean()) }))),
      ),
    ),
  }),
  v.object({
    ...eventBase,
    type: v.literal("probe"),
    kind: v.picklist(["live", "reference"]),
    batch: v.optional(count),
    arms: v.array(
      v.object({
        layers: v.array(v.object({ layer: v.string(), stage: v.string() })),
        losses: v.array(v.string()),
        gram: v.array(float),
        features: v.optional(
          v.record(
            v.string(),
            v.object({ images: count, cosine: v.optional(v.number()), conflict: v.optional(v.number()) }),
          ),
        ),
      }),
    ),
    probeMs: v.number(),
  }),
  v.object({ ...eventBase, type: v.picklist(["paused", "resumed"]) }),
  v.object({
    ...eventBase,
    type: v.literal("finished"),
    reason: v.picklist(["completed", "stopped", "diverged"]),
    divergence: v.optional(
      v.object({
        arm: v.string(),
        what: v.string(),
        value: v.string(),
        kind: v.optional(v.picklist(["activation", "gradient", "parameter", "statistic"])),
        step: v.optional(count),
        term: v.optional(v.string()),
      }),
    ),
    early: v.optional(v.object({ evaluations: count })),
  }),
  v.object({ ...eventBase, type: v.picklist(["failed", "restarted"]), error: wireError }),
]);

const messageSchema = v.variant("type", [
  v.object({
    type: v.literal("capabilities"),
    capabilities: v.object({
      engine: engineRecord,
      software: v.boolean(),
      choices: v.array(v.picklist(ENGINE_CHOICES)),
    }),
  }),
  v.object({ type: v.literal("events"), events: v.array(eventSchema) }),
  v.object({ type: v.literal("snapshot"), run: v.string(), snapshot }),
  v.object({
    type: v.literal("kept"),
    run: v.string(),
    step: count,
    bytes: count,
    weights: v.optional(v.array(v.string())),
  }),
  v.object({ type: v.literal("not-kept"), run: v.string(), error: wireError }),
  v.object({ type: v.literal("stored"), run: v.string(), error: v.optional(wireError) }),
  v.object({ type: v.literal("error"), error: wireError, run: v.exactOptional(v.string()) }),
  v.object({ type: v.literal("silent"), run: v.string(), seconds: count }),
  v.object({ type: v.literal("alive") }),
]);

/** The names of every variant's fields: what a type and its guard must have in common, optional fields too. */
type FieldsOf<T extends { readonly type: string }> = { readonly [Type in T["type"]]: keyof VariantOf<T, Type> };
/** `Extract` that also finds variants which name several types at once. */
type VariantOf<T, Type> = T extends { readonly type: infer Own } ? (Type extends Own ? T : never) : never;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

/**
 * A field that is declared and not guarded would be dropped in silence at every door: these lines do not compile then, and
 * neither when the guard lets a type through that the declaration has not.
 * @public
 */
export const guarded: {
  readonly event: Same<FieldsOf<TrainEvent>, FieldsOf<v.InferOutput<typeof eventSchema>>>;
  readonly command: Same<FieldsOf<Command>, FieldsOf<v.InferOutput<typeof commandSchema>>>;
  readonly message: Same<FieldsOf<WorkerMessage>, FieldsOf<v.InferOutput<typeof messageSchema>>>;
} = { event: true, command: true, message: true };

/**
 * Narrows what arrived in the worker.
 * @throws ProtocolError for a message that is not a command; ConfigError for an experiment that cannot be used.
 */
export function parseCommand(raw: unknown): Command {
  const command = parsed(commandSchema, raw, "command");
  if (command.type !== "start") return command as Command;
  return { ...command, experiment: parseExperiment(command.experiment) } as Command;
}

/**
 * Narrows what arrived on the page.
 * @throws ProtocolError saying where the message is not what the protocol promises.
 */
export function parseWorkerMessage(raw: unknown): WorkerMessage {
  return parsed(messageSchema, raw, "message from the worker") as WorkerMessage;
}

/**
 * Narrows one line of a recorded run.
 * @throws ProtocolError as above.
 */
export function parseEvent(raw: unknown): TrainEvent {
  return parsed(eventSchema, raw, "event") as TrainEvent;
}

function parsed<S extends v.GenericSchema>(schema: S, raw: unknown, what: string): v.InferOutput<S> {
  const result = v.safeParse(schema, raw, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const where = v.getDotPath(issue) ?? "type";
  throw new ProtocolError(
    `${what}: ${where}: ${issue.message}; reload the page, so that all of its parts are of one version`,
  );
}

import * as v from "valibot";
import { MAX_TEXT_CHARACTERS } from "../experiment/link/grammar";

/** What an embed may show of the lab. */
export const EMBED_VIEWS = ["figure", "charts", "lesson", "full"] as const;
export type EmbedView = (typeof EMBED_VIEWS)[number];

/** In every message, so that others that pass between the two windows are told apart; a later protocol has a higher one. */
export const PROTOCOL = 1;
const marked = { forklab: v.literal(PROTOCOL) };
const link = v.pipe(v.string(), v.maxLength(MAX_TEXT_CHARACTERS));

/** Host → lab. */
const commandSchema = v.variant("type", [
  /** Asks for `ready`, `height`, `state` and, where there is one, `result`, of a host that may have missed them. */
  v.object({ ...marked, type: v.literal("hello") }),
  /** Opens an experiment's link, or a lesson's (`lesson=early-heads&step=2`); with an address before its `#` or without. */
  v.object({ ...marked, type: v.literal("link"), link }),
  /** Starts, or goes on after a pause; a finished run starts anew. */
  v.object({ ...marked, type: v.literal("play") }),
  v.object({ ...marked, type: v.literal("pause") }),
]);
export type HostCommand = v.InferOutput<typeof commandSchema>;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** How far the run on display is. */
export const PHASES = ["none", "preparing", "running", "paused", "completed", "stopped", "diverged", "failed"] as const;

/** Why the lab did not do what a message asked for. */
const refusalSchema = v.variant("code", [
  /** Marked as a message of the lab, but none that there is. */
  v.object({ code: v.literal("notOfProtocol"), where: v.string() }),
  /** From another window than the host's, or from another origin than the host is known by. */
  v.object({ code: v.literal("foreign"), origin: v.string(), expected: v.string() }),
  /** No link of this lab's. */
  v.object({ code: v.literal("badLink"), why: v.string() }),
]);
export type Refusal = v.InferOutput<typeof refusalSchema>;

/** Lab → host. */
const reportSchema = v.variant("type", [
  v.object({ ...marked, type: v.literal("ready"), view: v.picklist(EMBED_VIEWS), link }),
  /** What the view takes, in CSS pixels; of *full*, which fills whatever frame it has, nothing is said. */
  v.object({ ...marked, type: v.literal("height"), height: count }),
  v.object({
    ...marked,
    type: v.literal("state"),
    /** Of the experiment on display, or of the lesson's step. */
    link,
    phase: v.picklist(PHASES),
    /** Updates done, of `budget`. */
    step: count,
    budget: count,
    /** It was recorded elsewhere; nothing trains here. */
    recording: v.boolean(),
  }),
  /** A run has ended here, or a recording was shown to its end. */
  v.object({
    ...marked,
    type: v.literal("result"),
    /** The experiment's, with the results in it as claims. */
    link,
    step: count,
    recording: v.boolean(),
    /** `accuracy`, or whatever the data set is judged by; on the whole test set. */
    metric: v.string(),
    arms: v.array(v.object({ name: v.string(), heads: v.record(v.string(), v.nullable(v.number())) })),
  }),
  v.object({ ...marked, type: v.literal("refused"), reason: refusalSchema, text: v.string() }),
]);
export type LabReport = v.InferOutput<typeof reportSchema>;

/** What one message is: none of the lab's, one that can be used, or one that only looks so and where it does not fit. */
export type Read<T> =
  | { readonly kind: "other" }
  | { readonly kind: "message"; readonly message: T }
  | { readonly kind: "bad"; readonly where: string };

export const readCommand = (data: unknown): Read<HostCommand> => read(commandSchema, data);
export const readReport = (data: unknown): Read<LabReport> => read(reportSchema, data);

function read<S extends v.GenericSchema>(schema: S, data: unknown): Read<v.InferOutput<S>> {
  if (typeof data !== "object" || data === null || !("forklab" in data)) return { kind: "other" };
  const result = v.safeParse(schema, data, { abortEarly: true });
  if (result.success) return { kind: "message", message: result.output };
  return { kind: "bad", where: v.getDotPath(result.issues[0]) ?? "type" };
}

import * as v from "valibot";
import type { Command, WorkerMessage } from "./command";
import { commandSchema, messageSchema } from "./commandSchema";
import type { TrainEvent } from "./event";
import { eventSchema } from "./eventSchema";
import { FaultError } from "./faultError";

/** A message that is not of the protocol: two versions of the page are mixed, or something else speaks. */
export class ProtocolError extends FaultError {
  readonly code = "protocol";
}

/**
 * Narrows what arrived in the worker.
 * @throws ProtocolError for a message that is not a command; ConfigError for an experiment that cannot be used.
 */
export const parseCommand = (raw: unknown): Command => parsed(commandSchema, raw, "command");

/**
 * Narrows what arrived on the page.
 * @throws ProtocolError saying where the message is not what the protocol promises.
 */
export const parseWorkerMessage = (raw: unknown): WorkerMessage => parsed(messageSchema, raw, "message");

/**
 * Narrows one line of a recorded run.
 * @throws ProtocolError as above.
 */
export const parseEvent = (raw: unknown): TrainEvent => parsed(eventSchema, raw, "event");

function parsed<S extends v.GenericSchema>(
  schema: S,
  raw: unknown,
  what: "command" | "message" | "event",
): v.InferOutput<S> {
  const result = v.safeParse(schema, raw, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const where = v.getDotPath(issue) ?? "type";
  throw new ProtocolError({ code: "notOfProtocol", what, where, told: issue.message });
}

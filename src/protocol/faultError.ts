import { CodedError } from "../schema/codedError";
import type { Fault, Reason, WireError } from "./event";

/** An error that may cross the worker's door and is told on the other side. */
export class FaultError extends CodedError<Fault> {
  override name = "FaultError";
}

/** Faults behind which another one lies. */
const compound: { readonly [Code in Exclude<Fault["code"], Reason["code"]>]: true } = {
  noEngine: true,
  workerSilent: true,
  workerUnreadable: true,
  workerNotStarted: true,
  workerStopped: true,
  workerEnded: true,
  runGone: true,
  eventsGone: true,
  teacherUnreadable: true,
};

/** Why something failed: by its code, else in the words of whatever threw it. */
export function reasonOf(error: unknown): Reason {
  if (error instanceof FaultError && isReason(error.fault)) return error.fault;
  return told(error instanceof Error ? error.message : String(error));
}

/** What is told of an error that came through a door. Earlier versions sent sentences, which stay as they were. */
export function faultOf({ fault, message }: WireError): Fault {
  return fault ?? told(message);
}

const told = (text: string): Reason => ({ code: "told", text });

function isReason(fault: Fault): fault is Reason {
  return !Object.hasOwn(compound, fault.code);
}

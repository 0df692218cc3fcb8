import { bytesKey } from "../random/bytesKey";
import type { TrainEvent } from "../protocol/event";
import { parseEvent } from "../protocol/guards";
import { finish, type Steps } from "../tasks/steps";
import { LOG_HEAD, refuseNewer } from "./formats";

/**
 * A run's events as they are kept: one line each, eight hexadecimal digits (`bytesKey` of the JSON's UTF-8 bytes), a blank,
 * the JSON. A log that was cut off in the middle of a write is read up to its last whole line.
 */
export interface EventLog {
  readonly events: readonly TrainEvent[];
  /** Bytes up to the end of the last whole line. */
  readonly bytes: number;
  /** Something follows that is not a whole line: a write was interrupted, or the file was changed. */
  readonly damaged: boolean;
}

const NEWLINE = 10;
/** Digits of the key and a blank. */
const PREFIX = 9;

const encoder = new TextEncoder();

/** Events as lines of a log; numbers that JSON cannot hold are kept, too. */
export function encodeEvents(events: readonly TrainEvent[]): Uint8Array<ArrayBuffer> {
  const lines = events.map((event) => {
    const json = eventToJson(event);
    return `${keyText(encoder.encode(json))} ${json}\n`;
  });
  return encoder.encode(lines.join(""));
}

/** {@link readLog} at once, for threads that nobody waits on. */
export function decodeEvents(bytes: Uint8Array): EventLog {
  return finish(readLog(bytes));
}

/**
 * Reads a log as far as it is whole, a step per line.
 * @throws NewerVersionError for a log of a later version; nothing else, whatever the bytes hold.
 */
export function* readLog(bytes: Uint8Array): Steps<EventLog> {
  refuseNewerLog(bytes);
  const decoder = new TextDecoder();
  const events: TrainEvent[] = [];
  let at = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, at)) {
    const event = readLine(bytes.subarray(at, end), decoder);
    if (event === undefined) break;
    events.push(event);
    at = end + 1;
    yield;
  }
  return { events, bytes: at, damaged: at < bytes.length };
}

/** Bytes in which a log says its version. */
export const LOG_HEAD_BYTES = 24;

/** @param bytes at least the first {@link LOG_HEAD_BYTES}. @throws NewerVersionError */
export function refuseNewerLog(bytes: Uint8Array): void {
  const head = new TextDecoder().decode(bytes.subarray(0, LOG_HEAD_BYTES));
  if (head.startsWith(LOG_HEAD)) refuseNewer("eventLog", Number.parseInt(head.slice(LOG_HEAD.length), 10));
}

function readLine(line: Uint8Array, decoder: TextDecoder): TrainEvent | undefined {
  const json = line.subarray(PREFIX);
  if (decoder.decode(line.subarray(0, PREFIX)) !== `${keyText(json)} `) return undefined;
  try {
    return eventFromJson(decoder.decode(json));
  } catch {
    return undefined;
  }
}

/** One event as JSON; numbers that JSON cannot hold are written as `"~NaN"`, `"~Infinity"` and `"~-Infinity"`. */
export function eventToJson(event: TrainEvent): string {
  return JSON.stringify(event, (_key, value: unknown) => (isUnwritable(value) ? `~${value}` : value));
}

/**
 * Reads what {@link eventToJson} wrote.
 * @throws SyntaxError for what is no JSON; ProtocolError for what is no event.
 */
export function eventFromJson(json: string): TrainEvent {
  return parseEvent(
    JSON.parse(json, (_key, value: unknown) =>
      typeof value === "string" && value.startsWith("~") ? (unwritable[value] ?? value) : value,
    ),
  );
}

/** What JSON would turn into null; a diverged run reports such losses. */
const unwritable: { readonly [text: string]: number } = { "~NaN": NaN, "~Infinity": Infinity, "~-Infinity": -Infinity };

function isUnwritable(value: unknown): value is number {
  return typeof value === "number" && !Number.isFinite(value);
}

function keyText(bytes: Uint8Array): string {
  return bytesKey(bytes).toString(16).padStart(8, "0");
}

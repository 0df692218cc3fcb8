import { atOnce, type Drive } from "../tasks/steps";
import type { TrainEvent } from "../protocol/event";
import { encodeEvents, readLog } from "./eventLog";
import { formats, refuseNewer } from "./formats";
import { RECORDED_RUN } from "../experiment/recordedRun";

/** A run that was trained once and is shown to whoever comes first: its set-up as link text, and its events. */
export interface Recording {
  readonly link: string;
  readonly events: readonly TrainEvent[];
}

/** Why a recording cannot be shown. */
export class RecordingError extends Error {
  readonly code = "recording";
}

const NAME = "forklab-recording";
const FORMAT = `${NAME} ${formats.recording.version}`;
const NEWLINE = 10;
/** Digits that are kept of every measured number: more than any chart shows. */
const DIGITS = 4;
/**
 * Answers to single test images are most of a run's bytes: they are kept of the first evaluation, so that whoever looks has something
 * to look at, of every so many-th from there on, and of the last.
 */
const SAMPLES_EVERY = 5;

/**
 * The recording as bytes, to be compressed: a line with format and link, then the lines of an event log.
 * Numbers are rounded to four digits.
 */
export function encodeRecording({ link, events }: Recording): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${FORMAT} ${link}\n`);
  const log = encodeEvents(rounded(events) as readonly TrainEvent[]);
  const bytes = new Uint8Array(head.length + log.length);
  bytes.set(head);
  bytes.set(log, head.length);
  return bytes;
}

/**
 * Reads what {@link encodeRecording} wrote, through the guards of every other event.
 * @param drive how the long part is done: the page has other things to do in between.
 * @throws RecordingError when it is of another format, cut off or changed.
 */
export async function decodeRecording(bytes: Uint8Array, drive: Drive = atOnce): Promise<Recording> {
  const end = bytes.indexOf(NEWLINE);
  const head = new TextDecoder().decode(bytes.subarray(0, Math.max(0, end)));
  if (head.startsWith(`${NAME} `)) refuseNewer("recording", Number.parseInt(head.slice(NAME.length), 10));
  if (!head.startsWith(`${FORMAT} `)) {
    throw new RecordingError(`the recording begins with ${JSON.stringify(head.slice(0, 30))}; expected ${FORMAT}`);
  }
  const { events, damaged } = await drive(readLog(bytes.subarray(end + 1)));
  if (damaged || events.at(-1)?.type !== "finished") {
    throw new RecordingError(`the recording is cut off or was changed after ${events.length} events`);
  }
  return { link: head.slice(FORMAT.length + 1), events };
}

/** A run's events as a recording keeps them: under its own name, without the preparation, with fewer single answers. */
export function recorded(events: readonly TrainEvent[]): readonly TrainEvent[] {
  let evaluations = 0;
  return events.flatMap((event): readonly TrainEvent[] => {
    if (event.type === "preparing") return [];
    const renamed = { ...event, run: RECORDED_RUN };
    if (renamed.type !== "evaluation") return [renamed];
    evaluations += 1;
    if (renamed.final || evaluations % SAMPLES_EVERY === 1) return [renamed];
    const { samples, ...rest } = renamed;
    return [samples === undefined ? renamed : rest];
  });
}

function rounded(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rounded(one)]));
}

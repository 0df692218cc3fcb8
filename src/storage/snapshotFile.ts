import * as v from "valibot";
import { bytesKey, bytesKeyInSlices } from "../random/bytesKey";
import type { RunSnapshot } from "../protocol/command";
import { combinedWeights, learnedState, patienceState } from "../protocol/commandSchema";
import { count } from "../protocol/eventSchema";
import { finish, type Steps } from "../tasks/steps";
import { formats, refuseNewer } from "./formats";

/** A snapshot as it is kept, with the length that the run's log had when it was taken. */
export interface KeptSnapshot {
  readonly snapshot: RunSnapshot;
  /** Bytes of the log up to and with the snapshot's step; what follows there is void and comes again. */
  readonly logBytes: number;
}

const MAGIC = 0x53534b46; // "FKSS" in the file's bytes
const VERSION = formats.snapshot.version;
/** magic, version, checksum of all that follows, bytes of the description, bytes of the numbers */
const HEADER_BYTES = 20;
/** Bytes before what the checksum covers. */
const UNCHECKED = 12;

const description = v.object({
  step: count,
  logBytes: count,
  arms: v.array(
    v.object({
      tensors: v.array(v.tuple([v.string(), count])),
      variants: v.record(v.string(), v.string()),
    }),
  ),
  progress: v.exactOptional(patienceState),
  combined: v.exactOptional(combinedWeights),
  learned: v.exactOptional(learnedState),
});

/** One block of bytes: header, a description as JSON (padded to whole words), the numbers as little-endian float32. */
export function encodeSnapshot({ snapshot, logBytes }: KeptSnapshot): Uint8Array<ArrayBuffer> {
  const { step, arms, progress, combined, learned } = snapshot;
  const json = JSON.stringify({
    step,
    logBytes,
    progress,
    combined,
    learned,
    arms: arms.map(({ tensors, variants }) => ({
      tensors: [...tensors].map(([name, values]) => [name, values.length]),
      variants,
    })),
  });
  const text = new TextEncoder().encode(json);
  const textBytes = Math.ceil(text.length / 4) * 4;
  const all = arms.flatMap(({ tensors }) => [...tensors.values()]);
  const numberBytes = all.reduce((sum, values) => sum + values.byteLength, 0);
  const bytes = new Uint8Array(HEADER_BYTES + textBytes + numberBytes).fill(32, HEADER_BYTES, HEADER_BYTES + textBytes);
  bytes.set(text, HEADER_BYTES);
  let at = HEADER_BYTES + textBytes;
  for (const values of all) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  const header = new DataView(bytes.buffer);
  [MAGIC, VERSION, 0, textBytes, numberBytes].forEach((word, index) => header.setUint32(index * 4, word, true));
  header.setUint32(8, bytesKey(bytes.subarray(UNCHECKED)), true);
  return bytes;
}

/** {@link readSnapshot} at once, for threads that nobody waits on. */
export function decodeSnapshot(bytes: Uint8Array): KeptSnapshot | undefined {
  return finish(readSnapshot(bytes));
}

/** What a snapshot says of itself before its numbers. */
export type SnapshotHead = Pick<v.InferOutput<typeof description>, "step" | "logBytes">;

/**
 * Reads a snapshot's head alone, whatever the size of the file. Its checksum is not looked at: a file that is cut off or
 * longer is refused, a changed number is not noticed.
 * @returns undefined for anything but a snapshot.
 * @throws NewerVersionError for one of a later version.
 */
export async function readSnapshotHead(file: Blob): Promise<SnapshotHead | undefined> {
  const header = headerOf(new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer()));
  if (header === undefined) return undefined;
  refuseNewer("snapshot", header.version);
  if (header.version !== VERSION || header.length !== file.size) return undefined;
  const text = file.slice(HEADER_BYTES, HEADER_BYTES + header.textBytes);
  return describe(new Uint8Array(await text.arrayBuffer()));
}

interface Header {
  readonly version: number;
  readonly checksum: number;
  readonly textBytes: number;
  /** All the bytes that the file must have. */
  readonly length: number;
}

/** Undefined for a file of another kind. */
function headerOf(bytes: Uint8Array): Header | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (index: number): number => header.getUint32(index * 4, true);
  if (word(0) !== MAGIC) return undefined;
  return { version: word(1), checksum: word(2), textBytes: word(3), length: HEADER_BYTES + word(3) + word(4) };
}

/**
 * Reads a snapshot; may be left while its checksum is computed.
 * @returns undefined for anything but a whole one: a torn write, another file.
 * @throws NewerVersionError for one of a later version.
 */
export function* readSnapshot(bytes: Uint8Array): Steps<KeptSnapshot | undefined> {
  const header = headerOf(bytes);
  if (header === undefined) return undefined;
  const { version, checksum, textBytes, length } = header;
  const whole = bytes.length === length && checksum === (yield* bytesKeyInSlices(bytes.subarray(UNCHECKED)));
  // A later version's checksum covers the number, too: whole but for that, it is a file of this version that was changed.
  if (!whole) refuseNewer("snapshot", version);
  if (!whole || version !== VERSION) return undefined;
  const said = describe(bytes.subarray(HEADER_BYTES, HEADER_BYTES + textBytes));
  if (said === undefined) return undefined;
  // A copy: the numbers start at whole words of it, whatever the bytes' own offset is.
  const numbers = bytes.slice(HEADER_BYTES + textBytes).buffer;
  const lengths = said.arms.flatMap(({ tensors }) => tensors.map(([, length]) => length));
  if (lengths.reduce((sum, size) => sum + size, 0) * 4 !== numbers.byteLength) return undefined;
  let at = 0;
  const take = (length: number): Float32Array => new Float32Array(numbers, (at += length * 4) - length * 4, length);
  const arms = said.arms.map(({ tensors, variants }) => ({
    variants,
    tensors: new Map(tensors.map(([name, length]) => [name, take(length)])),
  }));
  const { step, progress, combined, learned } = said;
  const carried = {
    ...(progress === undefined ? {} : { progress }),
    ...(combined === undefined ? {} : { combined }),
    ...(learned === undefined ? {} : { learned }),
  };
  return { snapshot: { step, arms, ...carried }, logBytes: said.logBytes };
}

function describe(text: Uint8Array): v.InferOutput<typeof description> | undefined {
  try {
    const raw: unknown = JSON.parse(new TextDecoder().decode(text));
    const result = v.safeParse(description, raw);
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

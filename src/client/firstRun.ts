import { inSlices } from "./inSlices";
import { decodeRecording, RecordingError, type Recording } from "../storage/recording";

/**
 * The run that a first visit shows, from the page's own files.
 * @throws RecordingError, or TypeError where there is no network.
 */
export function fetchFirstRun(): Promise<Recording> {
  return fetchRecording(new URL("./firstRun.recording", import.meta.url).href);
}

/**
 * A recorded run among the page's own files.
 * @throws RecordingError, or TypeError where there is no network.
 */
export async function fetchRecording(url: string): Promise<Recording> {
  const response = await fetch(url);
  if (!response.ok || response.body === null) {
    throw new RecordingError(`the recording could not be loaded: the server answered ${response.status}`);
  }
  return unpackRecording(response.body);
}

/** @throws RecordingError; TypeError for bytes that are not gzip. */
export async function unpackRecording(packed: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Recording> {
  const bytes = await new Response(packed.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  return decodeRecording(new Uint8Array(bytes), inSlices);
}

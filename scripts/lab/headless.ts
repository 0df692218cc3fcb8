import type { RunSnapshot, WorkerMessage } from "../../src/protocol/command";
import { importInPage } from "./browserImages";
import { openBrowserPage } from "./browserPage";
import type { GivenPath } from "./givenFiles";
import type { StoredTeacher } from "./teachers";
import type { StoredSnapshot } from "./snapshotFile";

/** The worker of the production build, running in a headless browser. */
export interface Headless {
  send(command: { readonly [key: string]: unknown }): Promise<void>;
  close(): Promise<void>;
}

/** A message as it leaves the browser: snapshots with base64 instead of typed arrays. */
export type HeadlessMessage =
  | Exclude<WorkerMessage, { type: "snapshot" }>
  | { readonly type: "snapshot"; readonly run: string; readonly snapshot: Omit<StoredSnapshot, "link"> };

interface HeadlessOptions {
  /** Folder of the repository. */
  readonly root: string;
  /** Ask the browser for WebGPU. */
  readonly gpu: boolean;
  /** Files with the images that runs will ask for. */
  readonly images?: readonly GivenPath[];
  readonly onMessage: (message: HeadlessMessage) => void;
  readonly onCrash: (reason: string) => void;
}

/**
 * Serves the production build, opens Chromium without a window and starts the build's training worker in it.
 * @throws Error when there is no build or no browser.
 */
export async function openHeadless({ root, gpu, images, onMessage, onCrash }: HeadlessOptions): Promise<Headless> {
  const opened = await openBrowserPage({ root, gpu, onCrash });
  const { page, close } = opened;
  try {
    if (images !== undefined) await importInPage(opened, images);
    await page.exposeFunction("forklabMessage", onMessage);
    await page.evaluate(startWorker, opened.script("train.worker"));
    const send = (command: { readonly [key: string]: unknown }): Promise<void> =>
      page.evaluate((value) => {
        (globalThis as unknown as { forklabSend: (command: unknown) => void }).forklabSend(value);
      }, command);
    return { send, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Runs in the page: starts the worker and translates what cannot cross as JSON. */
function startWorker(url: string): void {
  const scope = globalThis as unknown as {
    forklabMessage: (message: unknown) => void;
    forklabSend: (command: { resumeFrom?: unknown; teachers?: unknown }) => void;
  };
  const encode = (values: Float32Array): string => {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    let text = "";
    for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return btoa(text);
  };
  const decode = (text: string): Float32Array => {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return new Float32Array(bytes.buffer);
  };
  const worker = new Worker(url, { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
    if (data.type !== "snapshot") return scope.forklabMessage(data);
    const arms = data.snapshot.arms.map(({ tensors, variants }) => ({
      variants,
      tensors: [...tensors].map(([name, values]) => [name, encode(values)]),
    }));
    return scope.forklabMessage({ ...data, snapshot: { ...data.snapshot, arms } });
  };
  worker.onerror = (event) => {
    const message = `the training worker failed to start: ${event.message || "its script could not be loaded"}`;
    scope.forklabMessage({ type: "error", error: { code: "worker", message } });
  };
  scope.forklabSend = (command) => {
    const stored = command.resumeFrom as StoredSnapshot | undefined;
    const { link: _, ...carried } = stored ?? {};
    const resumeFrom: RunSnapshot | undefined = stored && {
      ...(carried as Omit<StoredSnapshot, "link">),
      arms: stored.arms.map(({ tensors, variants }) => ({
        variants,
        tensors: new Map(tensors.map(([name, values]) => [name, decode(values)])),
      })),
    };
    const known = command.teachers as readonly StoredTeacher[] | undefined;
    const teachers =
      known &&
      new Map(known.map(([key, tensors]) => [key, new Map(tensors.map(([name, values]) => [name, decode(values)]))]));
    worker.postMessage({ ...command, ...(resumeFrom && { resumeFrom }), ...(teachers && { teachers }) });
  };
}

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { RunSnapshot, WorkerMessage } from "../../src/protocol/command";
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
  readonly onMessage: (message: HeadlessMessage) => void;
  readonly onCrash: (reason: string) => void;
}

/**
 * Serves the production build, opens Chromium without a window and starts the build's training worker in it.
 * @throws Error when there is no build or no browser.
 */
export async function openHeadless({ root, gpu, onMessage, onCrash }: HeadlessOptions): Promise<Headless> {
  const assets = join(root, "dist/assets");
  const worker = existsSync(assets)
    ? readdirSync(assets).find((name) => /^train\.worker-.*\.js$/.test(name))
    : undefined;
  if (worker === undefined) throw new Error(`${assets} holds no training worker; run npm run build`);
  const [{ preview }, { chromium }] = await Promise.all([import("vite"), import("@playwright/test")]);
  // By path, because it finds its own folder from where it stands and must not become part of this bundle.
  const { launchOptions } = (await import(pathToFileURL(join(root, "scripts/browser.mjs")).href)) as BrowserModule;
  const server = await preview({ root, logLevel: "silent", preview: { host: "127.0.0.1", port: 0, open: false } });
  const closers = [() => server.close()];
  const close = async (): Promise<void> => {
    for (const each of closers.splice(0).reverse()) await each();
  };
  try {
    const base = server.resolvedUrls?.local[0];
    if (base === undefined) throw new Error("the build could not be served on 127.0.0.1");
    const browser = await chromium.launch({ headless: true, ...launchOptions({ gpu }) });
    const ended = (): void => onCrash("the browser ended");
    browser.on("disconnected", ended);
    closers.push(async () => {
      browser.off("disconnected", ended);
      await browser.close();
    });
    const page = await browser.newPage();
    page.on("crash", () => onCrash("the browser page crashed"));
    await page.exposeFunction("forklabMessage", onMessage);
    // Any text of the same origin is page enough for a worker.
    await page.goto(new URL("licenses.txt", base).href);
    await page.evaluate(startWorker, new URL(`assets/${worker}`, base).href);
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

/** What is used of scripts/browser.mjs. */
interface BrowserModule {
  launchOptions(options: { readonly gpu: boolean }): { readonly executablePath?: string; readonly args: string[] };
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
    const resumeFrom: RunSnapshot | undefined = stored && {
      step: stored.step,
      ...(stored.progress && { progress: stored.progress }),
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

import type { EngineRecord, Fault, WireError } from "../../protocol/event";
import { faultOf } from "../../protocol/faultError";
import { sentenceOf, type Sentences } from "./sentences";

type Told<Code extends Fault["code"]> = Extract<Fault, { readonly code: Code }>;

/** Where WebGPU can be had, for somebody whose browser has none. */
const webGpuPlaces: { readonly [Place in Told<"noWebGpu">["place"]]: string } = {
  safariOnIos: "Safari has it from iOS 26 on",
  firefoxOnLinux:
    "Firefox on Linux has it switched off (dom.webgpu.enabled in about:config); Chrome has it from 144 on",
  firefoxOnWindows: "Firefox has it on Windows from 141 on",
  firefoxOnMac: "Firefox has it on Macs with Apple silicon from 145 on, Chrome and Edge on every Mac",
  chromeOrEdge: "Chrome and Edge have it",
  chromeOnAndroid: "Chrome on Android has it from 121 on, with most graphics chips",
  chromeOnLinux:
    "Chrome on Linux has it from 144 on with newer Intel graphics, from 148 on with NVIDIA; hardware acceleration must be on",
  chrome: "Chrome and Edge have it from 113 on; hardware acceleration must be on",
  safari: "Safari has it from 26 on, Chrome and Edge on every Mac",
  unknown: "Chrome, Edge and Safari 26 have it",
};

/** What a browser means when it would not store something. */
const storageTroubles: { readonly [Trouble in Told<"storage">["trouble"]]: string } = {
  blocked: "this browser does not let the page store anything",
  full: "the storage is full",
  removed: "what was stored has been removed, perhaps with the data of this site",
  newer: "a newer version of this page keeps it in another form; reload the page to update",
  other: "",
};

/** What is kept, as the beginning of a sentence. */
const formats: { readonly [Format in Told<"newerVersion">["format"]]: string } = {
  eventLog: "this run's log",
  snapshot: "this run's weights",
  runFile: "the file",
  recording: "the recording",
  datasetFile: "the stored data set",
  imageManifest: "the list of images",
  runIndex: "the list of runs",
  sweepShelf: "the results of sweeps",
  weightsShelf: "the weights from files",
};

const retry =
  "Try again; if it stays, reload the page. A strict content blocker or a page opened from a file instead of a server can be the cause.";

const sentences: Sentences<Fault> = {
  insecurePage: () => "WebGPU needs a secure page; open it over https or from localhost",
  noWebGpu: ({ place }) => `this browser has no WebGPU here; ${webGpuPlaces[place]}`,
  noAdapter: () => "WebGPU found no graphics adapter; hardware acceleration may be switched off",
  noAnswer: ({ seconds }) => `WebGPU gave no answer within ${seconds} seconds`,
  outOfMemory: ({ told }) => `the graphics device ran out of memory: ${told}`,
  tooLarge: ({ what, bytes, limit }) =>
    `${what} needs ${mebibytes(bytes)}, the graphics device allows ${mebibytes(limit)} in one piece; use a smaller batch, a narrower network or smaller images`,
  noRoom: () =>
    "the graphics device has no room for this network; use a smaller batch, a narrower network or fewer arms",
  memoryRefused: ({ bytes }) =>
    `this network needs ${mebibytes(bytes)} of memory in one piece, more than the browser gives; use a smaller batch, a narrower network or fewer arms`,
  noWebAssembly: () => "this browser has no WebAssembly, or it is switched off",
  wasmForbidden: () =>
    "the security policy of this page forbids WebAssembly; it would have to allow 'wasm-unsafe-eval' for scripts",
  noVectors: () => "WebAssembly has no vector instructions (SIMD) in this browser; newer versions have them",
  armWorkerNotLoaded: ({ told }) =>
    `the code that trains an arm did not load${inBrackets(told)}; see whether this page can still be reached, then try again`,
  armWorkerStopped: ({ told }) => `a worker that trains an arm stopped${inBrackets(told)}`,
  commandRefused: ({ told }) => `the graphics device refused a command: ${told}`,
  deviceGone: ({ told }) => `the graphics device was lost (${told}); restore a snapshot on a new one`,
  deviceDisposed: () => "the graphics device was disposed",
  webglTaken: () => "the browser took the WebGL context away",
  backendRefused: ({ backend }) => `the tfjs backend ${backend} does not start here`,
  selfTest: ({ of, name, got, want }) =>
    `its start-up test is wrong (${of === "loss" ? `loss ${name}` : `gradient of ${name}`}: ${got.toPrecision(4)} instead of ${want.toPrecision(4)})`,
  snapshotLacks: ({ tensor }) => `${tensor}: missing from the snapshot`,
  snapshotSize: ({ tensor, holds, needs }) => `${tensor}: the snapshot holds ${holds} values, the network ${needs}`,
  noTeacher: ({ key }) =>
    `the teacher's weights ${key} are not at hand: train that run here, or import it into the library, first`,
  noStart: ({ arm, key }) =>
    `arm ${arm} starts from the weights ${key}, which are not at hand: give the file that they are in (in its settings, Starting weights), or train the run that they are of here, or import it into the library, first`,
  otherStart: ({ arm, key, names }) =>
    `the weights ${key} are another network's than arm ${arm}'s: ${names.slice(0, 6).join(", ")}${names.length > 6 ? ` and ${names.length - 6} more` : ""}`,
  imagesMissing: ({ name, images, bytes }) =>
    `the images ${name} (${images}, ${mebibytes(bytes)}) are not in this browser: choose their files under Images`,
  noEngine: ({ tried }) =>
    `no engine works here: ${tried.map(({ engine, why }) => `${engine}: ${faultText(why)}`).join("; ")}`,

  storage: ({ trouble, told }) =>
    [storageTroubles[trouble], told].filter((part) => part !== "").join(": ") || "this browser gave no reason",
  fileGone: () => `${storageTroubles.removed}: the file is not there any more`,
  writeDenied: () => `${storageTroubles.blocked}: access was denied`,
  noSpace: () => `${storageTroubles.full}: no space is left`,
  cutShort: ({ written, bytes }) => `${storageTroubles.full}: ${written} of ${bytes} bytes could be written`,
  writeFailed: ({ status }) => `the browser could not write (${status})`,
  newerVersion: ({ format, version }) =>
    `${formats[format]} was made with a newer version (${version}); reload the page to update`,
  runInUse: () => "this run is being trained in another tab; continue it there, or close that tab",
  insecureStorage: () => "browsers keep files only for pages opened over https or from localhost",
  noStorage: () => "this browser has no storage for them, or it is switched off",
  keepsNoRuns: () => "this browser keeps no runs",
  keepsNoRunsHere: () => "this browser keeps no runs here",
  runGone: () => "this run is not in the library any more",
  eventsGone: ({ why }) => `its events are not there any more (${faultText(why)})`,
  teacherUnreadable: ({ number, why }) =>
    `the weights of run #${number}, which this one learns from: ${faultText(why)}`,

  branched: ({ step }) => `Continues from step ${step} of the previous run.`,
  anew: ({ step }) => `No earlier snapshot than step ${step} is available, so training restarts from step 0.`,
  continued: ({ step }) => `Continued from step ${step}.`,
  notOfProtocol: ({ what, where, told }) =>
    `${what === "message" ? "message from the worker" : what}: ${where}: ${told}; reload the page, so that all of its parts are of one version`,
  workerSilent: ({ seconds }) => `The training worker has not been heard of for ${seconds} seconds. ${retry}`,
  workerUnreadable: ({ why }) => `The training worker sent something unexpected (${faultText(why)}). Reload the page.`,
  workerNotStarted: ({ why }) => `The training worker could not be started (${faultText(why)}). ${retry}`,
  workerStopped: ({ told }) => `The training worker stopped${inBrackets(told)}. ${retry}`,
  workerEnded: () => "the training worker stopped",
  told: ({ text }) => text,
};

/** What is said of a fault of the engine, the storage or the worker. */
export function faultText(fault: Fault): string {
  return sentenceOf(sentences, fault);
}

/** What is said of an error that came through the worker's door, or stands in the log of a run. */
export function errorText(error: WireError): string {
  return faultText(faultOf(error));
}

/** Why it is not the compiled engine on WebGPU; undefined when it is. */
export function engineReason({ why, reason }: EngineRecord): string | undefined {
  return why === undefined ? reason : faultText(why);
}

function inBrackets(told: string): string {
  return told === "" ? "" : ` (${told})`;
}

function mebibytes(bytes: number): string {
  const mebibyte = 1024 * 1024;
  return `${(bytes / mebibyte).toFixed(bytes < mebibyte ? 2 : 0)} MiB`;
}

import * as v from "valibot";
import { ENGINE_CHOICES } from "./engineChoice";

/** A number of bytes, steps, values: whatever it was, it is shown and not counted with. */
const number = v.union([v.number(), v.nan()]);
const code = <const C extends string>(literal: C) => v.literal(literal);

/** Where a browser that has no WebGPU would have it. */
const webGpuPlaces = [
  "safariOnIos",
  "firefoxOnLinux",
  "firefoxOnWindows",
  "firefoxOnMac",
  "chromeOrEdge",
  "chromeOnAndroid",
  "chromeOnLinux",
  "chrome",
  "safari",
  "unknown",
] as const;

/** What a browser says of a store that failed, by what it means. */
const storageTroubles = ["blocked", "full", "removed", "newer", "other"] as const;

/** What is kept in a form of its own; see `storage/formats.ts`. */
const keptFormats = [
  "eventLog",
  "snapshot",
  "runFile",
  "recording",
  "datasetFile",
  "imageManifest",
  "runIndex",
  "sweepShelf",
  "weightsShelf",
] as const;

const ofEngine = [
  v.object({ code: code("insecurePage") }),
  v.object({ code: code("noWebGpu"), place: v.picklist(webGpuPlaces) }),
  v.object({ code: code("noAdapter") }),
  v.object({ code: code("noAnswer"), seconds: number }),
  v.object({ code: code("outOfMemory"), told: v.string() }),
  /** @param what a buffer's label */
  v.object({ code: code("tooLarge"), what: v.string(), bytes: number, limit: number }),
  v.object({ code: code("noRoom") }),
  /** The same on the processor. */
  v.object({ code: code("memoryRefused"), bytes: number }),
  v.object({ code: code("noWebAssembly") }),
  v.object({ code: code("wasmForbidden") }),
  v.object({ code: code("noVectors") }),
  /** A worker in which arms compute. @param told what the browser says of it; often nothing */
  v.object({ code: code("armWorkerNotLoaded"), told: v.string() }),
  v.object({ code: code("armWorkerStopped"), told: v.string() }),
  v.object({ code: code("commandRefused"), told: v.string() }),
  v.object({ code: code("deviceGone"), told: v.string() }),
  v.object({ code: code("deviceDisposed") }),
  v.object({ code: code("webglTaken") }),
  v.object({ code: code("backendRefused"), backend: v.string() }),
  /** @param name a loss by its number, a gradient by its parameter */
  v.object({
    code: code("selfTest"),
    of: v.picklist(["loss", "gradient"]),
    name: v.string(),
    got: number,
    want: number,
  }),
  v.object({ code: code("snapshotLacks"), tensor: v.string() }),
  v.object({ code: code("snapshotSize"), tensor: v.string(), holds: number, needs: number }),
  v.object({ code: code("noTeacher"), key: v.string() }),
  v.object({ code: code("noStart"), arm: v.string(), key: v.string() }),
  /** @param names the tensors that are missing, unknown or of another size */
  v.object({ code: code("otherStart"), arm: v.string(), key: v.string(), names: v.array(v.string()) }),
  v.object({ code: code("imagesMissing"), name: v.string(), images: number, bytes: number }),
] as const;

const ofStorage = [
  /** @param told what the browser says, without a full stop; empty where it says nothing */
  v.object({ code: code("storage"), trouble: v.picklist(storageTroubles), told: v.string() }),
  v.object({ code: code("fileGone") }),
  v.object({ code: code("writeDenied") }),
  v.object({ code: code("noSpace") }),
  v.object({ code: code("cutShort"), written: number, bytes: number }),
  v.object({ code: code("writeFailed"), status: number }),
  v.object({ code: code("newerVersion"), format: v.picklist(keptFormats), version: number }),
  v.object({ code: code("runInUse") }),
  /** Browsers keep files only for pages that nobody could have changed on their way. */
  v.object({ code: code("insecureStorage") }),
  v.object({ code: code("noStorage") }),
] as const;

const ofWorker = [
  v.object({ code: code("keepsNoRuns") }),
  v.object({ code: code("keepsNoRunsHere") }),
  /** Continued from a step of the previous run. */
  v.object({ code: code("branched"), step: number }),
  /** Nothing was kept from before that step. */
  v.object({ code: code("anew"), step: number }),
  v.object({ code: code("continued"), step: number }),
  v.object({
    code: code("notOfProtocol"),
    what: v.picklist(["command", "message", "event"]),
    where: v.string(),
    told: v.string(),
  }),
] as const;

/** What a browser or a library says of itself, in its own words. */
const told = v.object({ code: code("told"), text: v.string() });

/** Why something failed, where nothing else lies behind it. */
export const reasonSchema = v.variant("code", [...ofEngine, ...ofStorage, ...ofWorker, told]);

/** What the page's own side says of the worker and of kept runs; it crosses no door. */
const ofPage = [
  v.object({ code: code("workerSilent"), seconds: number }),
  v.object({ code: code("workerUnreadable"), why: reasonSchema }),
  v.object({ code: code("workerNotStarted"), why: reasonSchema }),
  /** @param told what the browser says of it; often nothing */
  v.object({ code: code("workerStopped"), told: v.string() }),
  v.object({ code: code("workerEnded") }),
  v.object({ code: code("runGone") }),
  v.object({ code: code("eventsGone"), why: reasonSchema }),
  v.object({ code: code("teacherUnreadable"), number, why: reasonSchema }),
] as const;

/**
 * What went wrong, as a code with what its sentence needs. The sentences stand in `ui/words/reasonWords.ts`, where the
 * compiler asks for one for every code here.
 */
export const faultSchema = v.variant("code", [
  ...reasonSchema.options,
  /** Every engine that was tried, and why it is none for this machine. */
  v.object({
    code: code("noEngine"),
    tried: v.array(v.object({ engine: v.picklist(ENGINE_CHOICES), why: reasonSchema })),
  }),
  ...ofPage,
]);

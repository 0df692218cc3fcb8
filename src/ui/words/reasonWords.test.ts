import { expect, it } from "vitest";
import type { Fault, Reason } from "../../protocol/event";
import { parseEvent } from "../../protocol/guards";
import { faultSchema } from "../../protocol/faultSchema";
import { engineReason, errorText, faultText } from "./reasonWords";

const gone: Reason = { code: "told", text: "it is gone" };
const retry =
  "Try again; if it stays, reload the page. A strict content blocker or a page opened from a file instead of a server can be the cause.";

/** What every fault says; a code may stand here several times. */
const said: readonly (readonly [Fault, string])[] = [
  [{ code: "insecurePage" }, "WebGPU needs a secure page; open it over https or from localhost"],
  [
    { code: "noWebGpu", place: "firefoxOnWindows" },
    "this browser has no WebGPU here; Firefox has it on Windows from 141 on",
  ],
  [{ code: "noAdapter" }, "WebGPU found no graphics adapter; hardware acceleration may be switched off"],
  [{ code: "noAnswer", seconds: 15 }, "WebGPU gave no answer within 15 seconds"],
  [{ code: "outOfMemory", told: "no room" }, "the graphics device ran out of memory: no room"],
  [
    { code: "tooLarge", what: "momentum", bytes: 2 ** 27 + 16, limit: 2 ** 27 },
    "momentum needs 128 MiB, the graphics device allows 128 MiB in one piece; use a smaller batch, a narrower network or smaller images",
  ],
  [
    { code: "tooLarge", what: "x", bytes: 2 ** 19, limit: 2 ** 18 },
    "x needs 0.50 MiB, the graphics device allows 0.25 MiB in one piece; use a smaller batch, a narrower network or smaller images",
  ],
  [
    { code: "noRoom" },
    "the graphics device has no room for this network; use a smaller batch, a narrower network or fewer arms",
  ],
  [
    { code: "memoryRefused", bytes: 2 ** 32 },
    "this network needs 4096 MiB of memory in one piece, more than the browser gives; use a smaller batch, a narrower network or fewer arms",
  ],
  [{ code: "noWebAssembly" }, "this browser has no WebAssembly, or it is switched off"],
  [
    { code: "wasmForbidden" },
    "the security policy of this page forbids WebAssembly; it would have to allow 'wasm-unsafe-eval' for scripts",
  ],
  [{ code: "noVectors" }, "WebAssembly has no vector instructions (SIMD) in this browser; newer versions have them"],
  [
    { code: "armWorkerNotLoaded", told: "" },
    "the code that trains an arm did not load; see whether this page can still be reached, then try again",
  ],
  [{ code: "armWorkerStopped", told: "out of memory" }, "a worker that trains an arm stopped (out of memory)"],
  [{ code: "commandRefused", told: "bad" }, "the graphics device refused a command: bad"],
  [{ code: "deviceGone", told: "reset" }, "the graphics device was lost (reset); restore a snapshot on a new one"],
  [{ code: "deviceDisposed" }, "the graphics device was disposed"],
  [{ code: "webglTaken" }, "the browser took the WebGL context away"],
  [{ code: "backendRefused", backend: "webgl" }, "the tfjs backend webgl does not start here"],
  [
    { code: "selfTest", of: "gradient", name: "stem.conv.kernel", got: 0, want: 1.509 },
    "its start-up test is wrong (gradient of stem.conv.kernel: 0.000 instead of 1.509)",
  ],
  [
    { code: "selfTest", of: "loss", name: "2", got: Number.NaN, want: 1.609 },
    "its start-up test is wrong (loss 2: NaN instead of 1.609)",
  ],
  [{ code: "snapshotLacks", tensor: "stem.kernel" }, "stem.kernel: missing from the snapshot"],
  [{ code: "snapshotSize", tensor: "w", holds: 3, needs: 4 }, "w: the snapshot holds 3 values, the network 4"],
  [
    { code: "imagesMissing", name: "cifar-10", images: 60_000, bytes: 3 << 20 },
    "the images cifar-10 (60000, 3 MiB) are not in this browser: choose their files under Images",
  ],
  [
    { code: "noTeacher", key: "0123456789abcdef" },
    "the teacher's weights 0123456789abcdef are not at hand: train that run here, or import it into the library, first",
  ],
  [
    { code: "noStart", arm: "B", key: "0123456789abcdef" },
    "arm B starts from the weights 0123456789abcdef, which are not at hand: give the file that they are in (in its settings, Starting weights), or train the run that they are of here, or import it into the library, first",
  ],
  [
    { code: "otherStart", arm: "A", key: "0123456789abcdef", names: ["a", "b", "c", "d", "e", "f", "g"] },
    "the weights 0123456789abcdef are another network's than arm A's: a, b, c, d, e, f and 1 more",
  ],
  [
    {
      code: "noEngine",
      tried: [
        { engine: "compiled", why: { code: "noAdapter" } },
        { engine: "tfjs-cpu", why: gone },
      ],
    },
    "no engine works here: compiled: WebGPU found no graphics adapter; hardware acceleration may be switched off; tfjs-cpu: it is gone",
  ],
  [
    { code: "storage", trouble: "blocked", told: "The operation is insecure" },
    "this browser does not let the page store anything: The operation is insecure",
  ],
  [{ code: "storage", trouble: "full", told: "" }, "the storage is full"],
  [
    { code: "storage", trouble: "removed", told: "gone" },
    "what was stored has been removed, perhaps with the data of this site: gone",
  ],
  [
    { code: "storage", trouble: "newer", told: "v2" },
    "a newer version of this page keeps it in another form; reload the page to update: v2",
  ],
  [{ code: "storage", trouble: "other", told: "no such run" }, "no such run"],
  [{ code: "storage", trouble: "other", told: "" }, "this browser gave no reason"],
  [
    { code: "fileGone" },
    "what was stored has been removed, perhaps with the data of this site: the file is not there any more",
  ],
  [{ code: "writeDenied" }, "this browser does not let the page store anything: access was denied"],
  [{ code: "noSpace" }, "the storage is full: no space is left"],
  [{ code: "cutShort", written: 1, bytes: 9 }, "the storage is full: 1 of 9 bytes could be written"],
  [{ code: "writeFailed", status: -1 }, "the browser could not write (-1)"],
  [
    { code: "newerVersion", format: "snapshot", version: 2 },
    "this run's weights was made with a newer version (2); reload the page to update",
  ],
  [{ code: "runInUse" }, "this run is being trained in another tab; continue it there, or close that tab"],
  [{ code: "insecureStorage" }, "browsers keep files only for pages opened over https or from localhost"],
  [{ code: "noStorage" }, "this browser has no storage for them, or it is switched off"],
  [{ code: "keepsNoRuns" }, "this browser keeps no runs"],
  [{ code: "keepsNoRunsHere" }, "this browser keeps no runs here"],
  [{ code: "runGone" }, "this run is not in the library any more"],
  [{ code: "eventsGone", why: gone }, "its events are not there any more (it is gone)"],
  [
    { code: "teacherUnreadable", number: 7, why: gone },
    "the weights of run #7, which this one learns from: it is gone",
  ],
  [{ code: "branched", step: 5 }, "Continues from step 5 of the previous run."],
  [{ code: "anew", step: 5 }, "No earlier snapshot than step 5 is available, so training restarts from step 0."],
  [{ code: "continued", step: 5 }, "Continued from step 5."],
  [
    { code: "notOfProtocol", what: "message", where: "type", told: "Invalid type" },
    "message from the worker: type: Invalid type; reload the page, so that all of its parts are of one version",
  ],
  [{ code: "workerSilent", seconds: 60 }, `The training worker has not been heard of for 60 seconds. ${retry}`],
  [
    { code: "workerUnreadable", why: gone },
    "The training worker sent something unexpected (it is gone). Reload the page.",
  ],
  [{ code: "workerNotStarted", why: gone }, `The training worker could not be started (it is gone). ${retry}`],
  [{ code: "workerStopped", told: "script error" }, `The training worker stopped (script error). ${retry}`],
  [{ code: "workerStopped", told: "" }, `The training worker stopped. ${retry}`],
  [{ code: "workerEnded" }, "the training worker stopped"],
  [gone, "it is gone"],
];

it("has a sentence for every fault that can come through the door", () => {
  const codes = faultSchema.options.map(({ entries }) => entries.code.literal);
  expect(codes.length).toBeGreaterThan(40);
  expect(new Set(said.map(([{ code }]) => code))).toEqual(new Set(codes));
  for (const [fault, text] of said) expect(faultText(fault)).toBe(text);
});

it("crosses the door as it is; what a later version tells is shown in its own text", () => {
  const failed = { run: "r", step: 3, type: "failed" };
  for (const [fault] of said) {
    const error = { code: "x", message: "", fault };
    expect(parseEvent({ ...failed, error: structuredClone(error) })).toEqual({ ...failed, error });
  }
  const later = parseEvent({ ...failed, error: { code: "x", message: "later", fault: { code: "unheardOf" } } });
  expect(later.type === "failed" && errorText(later.error)).toBe("later");
});

it("shows the sentences that stand in logs of earlier versions", () => {
  expect(errorText({ code: "device-lost", message: "the graphics device was lost" })).toBe(
    "the graphics device was lost",
  );
  const engine = { engine: "tfjs", backend: "cpu", adapter: "" } as const;
  expect(engineReason({ ...engine, reason: "no adapter was found" })).toBe("no adapter was found");
  expect(engineReason({ ...engine, why: { code: "deviceDisposed" } })).toBe("the graphics device was disposed");
  expect(engineReason(engine)).toBeUndefined();
});

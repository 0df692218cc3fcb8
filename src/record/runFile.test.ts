import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { encodeLink } from "../experiment/link/encode";
import { findPreset, smallData } from "../experiment/presets";
import { encodeEvents } from "../storage/eventLog";
import { encodeSnapshot } from "../storage/snapshotFile";
import { foldRun } from "./foldRun";
import { canContinue, entryOf, entryTitle, searchEntries } from "./libraryEntry";
import { parseLibraryEntry } from "./libraryEntrySchema";
import { decodeRunFile, encodeRunFile, encodeRunZip, type PortableRun } from "./runFile";
import { newRun } from "./runRecord";
import { sampleEvents } from "../protocol/testing/sampleEvents";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const events = sampleEvents("x-1", smoke, 40);
const record = events.reduce(foldRun, newRun("x-1", smoke));
const entry = entryOf(record, { number: 1, created: 5, agent: "Chrome 1, Linux" });
const snapshot = encodeSnapshot({
  snapshot: { step: 40, arms: [{ tensors: new Map([["w", Float32Array.of(1, 2)]]), variants: {} }] },
  logBytes: 3,
});
const runs: readonly PortableRun[] = [
  { entry, log: encodeEvents(events), snapshot },
  { entry: { ...entry, id: "x-2", number: 2, note: "β" }, log: encodeEvents(events.slice(0, 9)) },
];
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a library entry", () => {
  it("says what the record says, and keeps what the user wrote", () => {
    expect(entry).toMatchObject({ id: "x-1", phase: "completed", step: 40, budget: 40, seed: 42 });
    expect(entry.arms[1]?.accuracy[0]).toEqual(["main", expect.closeTo(0.65)]);
    expect(parseLibraryEntry(entry)).toEqual(entry);
    expect(entryOf(record, { ...entry, name: "mine", starred: true })).toMatchObject({ name: "mine", starred: true });
    expect(parseLibraryEntry({ ...entry, id: "../x" })).toBeUndefined();
  });

  it("is found by words of its name, note and settings", () => {
    const all = runs.map((run) => run.entry);
    expect(searchEntries(all, "  ")).toHaveLength(2);
    expect(searchEntries(all, "DSN #2")).toEqual([all[1]]);
    expect(searchEntries(all, "β seed")).toEqual([all[1]]);
    expect(searchEntries(all, "vgg")).toEqual([]);
    expect(entryTitle(entry)).toMatch(/seed 42$/);
  });

  it("can be continued unless it reached an end", () => {
    expect(canContinue(entry)).toBe(false);
    expect(canContinue({ ...entry, phase: "running", step: 7 })).toBe(true);
    expect(canContinue({ ...entry, phase: "stopped", step: 7 })).toBe(true);
    expect(canContinue({ ...entry, phase: "diverged", step: 7 })).toBe(false);
  });
});

describe("a file of runs", () => {
  it("gives back runs, events and weights, plain and packed", () => {
    for (const bytes of [bytesOf(encodeRunFile(runs)), encodeRunZip(runs)]) {
      const read = decodeRunFile(bytes);
      expect(read.map((run) => run.entry)).toEqual(runs.map((run) => run.entry));
      expect(read.map(({ log }) => [...log])).toEqual(runs.map(({ log }) => [...log]));
      expect(read[0]?.snapshot).toEqual(snapshot);
      expect(read[1]?.snapshot).toBeUndefined();
    }
  });

  it("cut off or changed anywhere is refused", () => {
    const text = encodeRunFile([runs[1] ?? runs[0]].flatMap((run) => run ?? []));
    for (let length = 0; length < text.length; length += 7) {
      expect(() => decodeRunFile(bytesOf(text.slice(0, length)))).toThrow(/cut off|not a file/);
    }
    const zip = encodeRunZip(runs);
    for (let length = 0; length < zip.length; length += 7) {
      expect(() => decodeRunFile(zip.subarray(0, length))).toThrow(/cut off|not a file/);
    }
    expect(() => decodeRunFile(bytesOf(text.replace('"number":2', '"number":3')))).toThrow(/run 1 is cut off/);
    expect(() => decodeRunFile(bytesOf(text.replace("preparing", "preparink")))).toThrow(/run 1 is cut off/);
  });

  it("with a link that says nothing, or not what it said, is refused with the reason", () => {
    for (const [link, reason] of [
      ["rubbish", /^has a run 1 that cannot be read: its link does not start with v1/],
      [entry.link.slice(0, -1), /^has a run 1 that cannot be read: its link was changed or cut off/],
      [encodeLink(smoke, ["zz=1"]).replace("resnet", "resnot"), /changed or cut off/],
    ] as const) {
      const file = encodeRunFile([{ entry: { ...entry, link }, log: encodeEvents(events) }]);
      expect(() => decodeRunFile(bytesOf(file))).toThrow(reason);
    }
  });

  it("has its words cleaned as those of links are, in whichever form its key was made", () => {
    const strange = { ...entry, name: " best\u202e so\u0000 far ", note: "a\u2066\r\nb", agent: "X\u202e 1" };
    const read = decodeRunFile(bytesOf(encodeRunFile([{ entry: strange, log: encodeEvents(events) }])));
    expect(read[0]?.entry).toMatchObject({ name: "best so far", note: "a\nb", agent: "X 1" });
    const clean = encodeRunFile([{ entry: read[0]?.entry ?? entry, log: encodeEvents(events) }]);
    const spoilt = clean.replace('"name":"best so far"', '"name":"best\u202e so far"');
    expect(decodeRunFile(bytesOf(spoilt))[0]?.entry.name).toBe("best so far");
  });

  it("of a newer version or another program is refused by name", () => {
    const newer = encodeRunFile(runs).replace('"version":1', '"version":2');
    expect(() => decodeRunFile(bytesOf(newer))).toThrow(/newer version \(2\); reload/);
    for (const text of ["", "[]", "null", '{"a":1}', "\u0000PK"]) {
      expect(() => decodeRunFile(bytesOf(text))).toThrow(/not a file of Forklab runs/);
    }
    expect(() => decodeRunFile(zipSync({ "other.json": bytesOf("{}") }))).toThrow(/not a file of Forklab runs/);
  });
});

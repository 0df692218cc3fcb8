import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { encodeLink } from "../experiment/link/encode";
import { findPreset, smallData } from "../experiment/presets";
import type { TrainEvent } from "../protocol/event";
import { decodeEvents, encodeEvents } from "../storage/eventLog";
import { encodeSnapshot } from "../storage/snapshotFile";
import { foldRun } from "./foldRun";
import { canContinue, entryOf, entryTitle, searchEntries } from "./libraryEntry";
import { parseLibraryEntry } from "./libraryEntrySchema";
import { createRunArchive, readRunFile, type PortableRun } from "./runFile";
import { encodeRunFile, encodeRunZip } from "./testing/runFileV1";
import { finish } from "../tasks/steps";
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
const decodeRunFile = (bytes: Uint8Array): readonly PortableRun[] => finish(readRunFile(bytes));
const archiveOf = (all: readonly PortableRun[]): Uint8Array => {
  const archive = createRunArchive();
  for (const run of all) finish(archive.add(run));
  return Uint8Array.from(archive.end().flatMap((part) => [...part]));
};
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
      expect(() => decodeRunFile(bytesOf(text.slice(0, length)))).toThrow(/fileDamaged|runDamaged|notRuns/);
    }
    const zip = encodeRunZip(runs);
    for (let length = 0; length < zip.length; length += 7) {
      expect(() => decodeRunFile(zip.subarray(0, length))).toThrow(/fileDamaged|runDamaged|notRuns/);
    }
    expect(() => decodeRunFile(bytesOf(text.replace('"number":2', '"number":3')))).toThrow(/runDamaged.*1/);
    expect(() => decodeRunFile(bytesOf(text.replace("preparing", "preparink")))).toThrow(/runDamaged.*1/);
  });

  it("with a link that says nothing, or not what it said, is refused with the reason", () => {
    for (const [link, reason] of [
      ["rubbish", /runUnreadable.*1.*linkUnusable.*noLink/],
      [entry.link.slice(0, -1), /runUnreadable.*1.*linkChanged/],
      [encodeLink(smoke, ["zz=1"]).replace("resnet", "resnot"), /linkChanged/],
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
    const newer = encodeRunFile(runs).replace('"version":1', '"version":3');
    expect(() => decodeRunFile(bytesOf(newer))).toThrow(/newerFile.*3/);
    for (const text of ["", "[]", "null", '{"a":1}', "\u0000PK"]) {
      expect(() => decodeRunFile(bytesOf(text))).toThrow(/notRuns/);
    }
    expect(() => decodeRunFile(zipSync({ "other.json": bytesOf("{}") }))).toThrow(/notRuns/);
  });
});

describe("the zip that runs leave in", () => {
  it("holds logs and snapshots byte for byte as they are kept, and a manifest", () => {
    const zip = archiveOf(runs);
    const files = unzipSync(zip);
    expect(Object.keys(files)).toEqual(["1-x-1/events.log", "1-x-1/snapshot.a", "2-x-2/events.log", "manifest.json"]);
    expect(files["1-x-1/events.log"]).toEqual(new Uint8Array(runs[0]?.log ?? []));
    expect(files["1-x-1/snapshot.a"]).toEqual(snapshot);
    const manifest: unknown = JSON.parse(strFromU8(files["manifest.json"] ?? new Uint8Array(0)));
    expect(manifest).toMatchObject({ format: "forklab-runs", version: 2, runs: [{ entry }, { entry: { note: "β" } }] });
    const read = decodeRunFile(zip);
    expect(read.map((run) => run.entry)).toEqual(runs.map((run) => run.entry));
    expect(read.map(({ log }) => [...log])).toEqual(runs.map(({ log }) => [...log]));
    expect(read[0]?.snapshot).toEqual(snapshot);
    expect(read[1]?.snapshot).toBeUndefined();
  });

  it("keeps numbers that JSON does not know", () => {
    const diverged: TrainEvent[] = [Number.NaN, Infinity, -Infinity].map((total, at) => ({
      run: "x-1",
      step: at + 1,
      type: "step",
      learningRate: 0.1,
      stepMs: 1,
      arms: [{ losses: [total], total, accuracy: [0] }],
    }));
    const [read] = decodeRunFile(
      archiveOf([{ entry: { ...entry, created: Number.MAX_SAFE_INTEGER }, log: encodeEvents(diverged) }]),
    );
    expect(decodeEvents(read?.log ?? new Uint8Array(0)).events).toEqual(diverged);
  });

  it("cut off anywhere is refused, and so is one whose files were changed or are missing", () => {
    const zip = archiveOf(runs);
    for (let length = 0; length < zip.length; length += 7) {
      expect(() => decodeRunFile(zip.subarray(0, length))).toThrow(/fileDamaged|runDamaged|notRuns/);
    }
    const files = unzipSync(zip);
    const with_ = (changes: { readonly [name: string]: Uint8Array | undefined }) =>
      decodeRunFile(
        zipSync(
          Object.fromEntries(
            Object.entries({ ...files, ...changes }).filter(([, bytes]) => bytes !== undefined),
          ) as typeof files,
        ),
      );
    expect(with_({})).toHaveLength(2);
    for (const name of ["1-x-1/events.log", "1-x-1/snapshot.a"]) {
      const changed = files[name]?.slice() ?? new Uint8Array(0);
      changed[40] = (changed[40] ?? 0) ^ 1;
      expect(() => with_({ [name]: changed })).toThrow(/runDamaged.*1/);
      expect(() => with_({ [name]: undefined })).toThrow(/runDamaged.*1/);
    }
    const manifest = strFromU8(files["manifest.json"] ?? new Uint8Array(0));
    const said = (from: string, to: string) => with_({ "manifest.json": strToU8(manifest.replace(from, to)) });
    expect(() => said('"number":2', '"number":3')).toThrow(/runDamaged.*2/);
    expect(() => said('"version":2', '"version":9')).toThrow(/newerFile.*9/);
    const later = strToU8("forklab-log 4\n");
    expect(() => with_({ "2-x-2/events.log": later })).toThrow(/runUnreadable.*2.*newerVersion.*4/);
    expect(() => said('"version":2', '"version":0')).toThrow(/fileDamaged/);
  });

  it("that would fill the memory is refused by what it says of its sizes, before it is unpacked", () => {
    // Sizes stand in the zip's directory as little-endian words; here they lie.
    const claiming = (name: string, size: number): Uint8Array => {
      const zip = archiveOf(runs).slice();
      const words = new DataView(zip.buffer);
      let claimed = 0;
      for (let at = 0; at + 46 < zip.length; at += 1) {
        const entry = zip.subarray(at + 46, at + 46 + words.getUint16(at + 28, true));
        if (words.getUint32(at, true) !== 0x02014b50 || strFromU8(entry) !== name) continue;
        words.setUint32(at + 24, size, true);
        claimed += 1;
      }
      expect(claimed).toBe(1);
      return zip;
    };
    for (const name of ["1-x-1/events.log", "2-x-2/events.log", "1-x-1/snapshot.a", "manifest.json"]) {
      expect(() => decodeRunFile(claiming(name, 4_000_000_000))).toThrow(
        new RegExp(`^unpacksOddly .*"name":"${name}","bytes":\\d+,"unpacked":4000000000`),
      );
    }
    // What is unpacked is counted over all files, however often one is named.
    const zip = archiveOf(runs);
    const sizes = Object.values(unzipSync(zip)).map(({ length }) => length);
    const all = sizes.reduce((sum, length) => sum + length, 0);
    expect(finish(readRunFile(zip, all))).toHaveLength(2);
    expect(() => finish(readRunFile(zip, all - 1))).toThrow(/^unpacksTooLarge .*"2-x-2\/events\.log"/);
  });

  it("can be left while a long log is packed", () => {
    const log = encodeEvents(sampleEvents("x-1", smoke, 40)).slice();
    const long = new Uint8Array(1 << 20).fill(65);
    long.set(log);
    let pauses = 0;
    for (const _ of createRunArchive().add({ entry, log: long })) pauses += 1;
    expect(pauses).toBe(8);
  });
});

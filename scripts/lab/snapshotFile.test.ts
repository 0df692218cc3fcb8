import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { readSnapshot, snapshotPath, storedForm, writeSnapshot } from "./snapshotFile";

let file = "";
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), "forklab-snapshot-")), "run.jsonl");
});

const snapshot = { step: 3, link: "v1&c=5g52", arms: [{ tensors: [["w", "AAAA"]] as const, variants: { a: "b" } }] };

describe("a snapshot file", () => {
  it("gives back what was written", () => {
    expect(readSnapshot(file, snapshot.link)).toBeUndefined();
    writeSnapshot(file, snapshot);
    expect(readSnapshot(file, snapshot.link)).toEqual(snapshot);
  });

  it("carries what a run needs besides its weights", () => {
    const carried = { progress: { best: [0.5], since: 1 }, combined: [[1, 0.75]], learned: [[[1.25, 0.1]]] };
    writeSnapshot(file, { ...snapshot, ...carried });
    expect(readSnapshot(file, snapshot.link)).toEqual({ ...snapshot, ...carried });
    const tensors = new Map([["w", Float32Array.of(0)]]);
    expect(storedForm({ step: 3, arms: [{ tensors, variants: {} }], ...carried })).toMatchObject(carried);
  });

  it("of another experiment is refused with both ways out", () => {
    writeSnapshot(file, snapshot);
    expect(() => readSnapshot(file, "v1&s=1&c=0000")).toThrow(/another experiment.*choose another --out or delete it/);
  });

  it.each([
    "{",
    "[]",
    '{"step":"3"}',
    "null",
    '{"step":3,"link":"v1&c=5g52","arms":[{"tensors":[["w",7]],"variants":{}}]}',
    '{"step":3,"link":"v1&c=5g52","arms":[],"progress":{"best":[null],"since":0}}',
  ])("that holds %s is refused, not believed", (text) => {
    writeFileSync(snapshotPath(file), text);
    expect(() => readSnapshot(file, snapshot.link)).toThrow(/delete it to start over/);
  });
});

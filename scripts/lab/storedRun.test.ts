import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import { encodeLink } from "../../src/experiment/link/encode";
import { findPreset, smallData } from "../../src/experiment/presets";
import type { TrainEvent } from "../../src/protocol/event";
import { sampleEvents } from "../../src/protocol/testing/sampleEvents";
import { foldEvents } from "../../src/record/foldEvents";
import { entryOf } from "../../src/record/libraryEntry";
import { createRunArchive, type PortableRun } from "../../src/record/runFile";
import { newRun } from "../../src/record/runRecord";
import { encodeRunFile } from "../../src/record/testing/runFileV1";
import { WEIGHTS_KEY_DIGITS } from "../../src/schema/field";
import { encodeEvents } from "../../src/storage/eventLog";
import { decodeRecording } from "../../src/storage/recording";
import { encodeSnapshot } from "../../src/storage/snapshotFile";
import { weightsHash } from "../../src/storage/weightsHash";
import { finish } from "../../src/tasks/steps";
import { main } from "./main";
import { readStoredRun } from "./storedRun";
import { readTeachers } from "./teachers";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const tensors = (value: number) => new Map([["w", Float32Array.of(value, Number.NaN)]]);

/** A run as the page keeps and exports it; its state, where it has one, is of the step before the last five. */
function portable(id: string, number: number, steps: number, name = ""): PortableRun {
  const events: readonly TrainEvent[] = sampleEvents(id, smoke, 40).filter(
    ({ step, type }) => step <= steps && (steps === 40 || type !== "finished"),
  );
  const record = finish(foldEvents(newRun(id, smoke), events));
  const entry = { ...entryOf(record, { number, created: 5, agent: "Firefox 150, Linux" }), name };
  const log = encodeEvents(events);
  if (steps < 20) return { entry, log };
  const logBytes = encodeEvents(events.filter(({ step }) => step <= steps - 5)).length;
  const arms = smoke.arms.map((_, arm) => ({ tensors: tensors(arm), variants: { a: "b" } }));
  return { entry, log, snapshot: encodeSnapshot({ snapshot: { step: steps - 5, arms }, logBytes }) };
}

const folder = mkdtempSync(join(tmpdir(), "forklab-stored-"));
const inFolder = (name: string, bytes: Uint8Array | string): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

/** By the page's own writer. */
function exported(name: string, runs: readonly PortableRun[]): string {
  const archive = createRunArchive();
  for (const run of runs) finish(archive.add(run));
  return inFolder(name, Buffer.concat(archive.end()));
}

async function lab(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const told = { out: "", err: "" };
  const status = await main(args, {
    out: (line) => void (told.out += `${line}\n`),
    err: (line) => void (told.err += `${line}\n`),
  });
  return { status, ...told };
}

const broken = portable("x-1", 1, 30);
const done = portable("x-2", 2, 40, "the good one");
let one = "";
let two = "";
beforeAll(() => {
  one = exported("one.zip", [broken]);
  two = exported("two.zip", [broken, done]);
});

describe("a run that the page exported, on the command line", () => {
  it("is its entry, all it told, and the state with what leads there", () => {
    const run = readStoredRun(one);
    expect(run.entry).toEqual(broken.entry);
    expect(run.experiment).toEqual(smoke);
    expect(run.events).toHaveLength(sampleEvents("x-1", smoke, 40).filter(({ step }) => step <= 30).length);
    expect(run.state?.snapshot.step).toBe(25);
    expect(run.state?.snapshot.arms[1]?.tensors).toEqual(tensors(1));
    expect(run.state?.before).toEqual(run.events.filter(({ step }) => step <= 25));
  });

  it("is one of several by id, number or name; where that is open, they are listed", () => {
    for (const wanted of ["x-2", "#2", "2", "the good one"])
      expect(readStoredRun(`${two}:${wanted}`).entry.id).toBe("x-2");
    expect(() => readStoredRun(two)).toThrow(
      /two\.zip holds 2 runs; choose one by its id, as in .*two\.zip:x-1\n {2}x-1 {2}#1 {2}step 30 {2}.*seed 42\n {2}x-2 {2}#2 {2}step 40 {2}the good one$/,
    );
    expect(() => readStoredRun(`${two}:x-3`)).toThrow(/holds no run called "x-3"; choose one/);
  });

  it("may be one that an older page wrote, or stand in a file whose name has a colon", () => {
    expect(readStoredRun(inFolder("old.json", encodeRunFile([broken]))).state?.snapshot.step).toBe(25);
    const odd = inFolder("a:b.zip", readFileSync(one));
    expect(readStoredRun(odd).entry.id).toBe("x-1");
    expect(readStoredRun(`${odd}:1`).entry.id).toBe("x-1");
  });

  it("cut off anywhere is refused, never half read", () => {
    const whole = readFileSync(two);
    let refused = 0;
    for (let length = 0; length < whole.length; length += 97) {
      expect(() => readStoredRun(`${inFolder("torn.zip", whole.subarray(0, length))}:x-1`)).toThrow(
        /torn\.zip is (cut off or was changed|not a file of Forklab runs)/,
      );
      refused += 1;
    }
    expect(refused).toBeGreaterThan(20);
  });
});

describe("commands that read such a file", () => {
  it.each([
    ["train", "--from"],
    ["record", "--from"],
    ["train", "smoke", "--no-build", "--teacher"],
  ])("%s %s says of a file that it cannot use what is wrong with it", async (...args) => {
    const at = (path: string) => lab(...args, path);
    const missing = await at(join(folder, "missing.zip"));
    expect(missing).toMatchObject({ status: 1, out: "" });
    expect(missing.err).toMatch(/^lab (train|record): .*missing\.zip does not exist\n$/);
    expect((await at(folder)).err).toContain(`${folder} is a folder; a file is expected\n`);
    const torn = await at(inFolder("torn.zip", readFileSync(one).subarray(0, 900)));
    expect(torn.err).toMatch(/^lab (train|record): .*torn\.zip is cut off or was changed: its checksum is wrong\n$/);
    const foreign = await at(inFolder("foreign.zip", zipSync({ "a.txt": new Uint8Array(9) })));
    expect(foreign.err).toMatch(/foreign\.zip is not a file of Forklab runs\n$/);
    for (const { status, err } of [torn, foreign]) {
      expect(status).toBe(1);
      expect(err).not.toMatch(/\n.*at /);
    }
  });

  it("train refuses a run that is over, and one of another experiment than the one given", async () => {
    const over = await lab("train", "--from", `${two}:x-2`);
    expect(over).toMatchObject({ status: 1 });
    expect(over.err).toMatch(/run #2 of .*two\.zip:x-2 is over \(completed at step 40\); only one that broke off/);
    const other = await lab("train", "small-data", "--from", one);
    expect(other.status).toBe(2);
    expect(other.err).toContain(`another experiment (#${encodeLink(smoke)}); leave yours out`);
    expect((await lab("train", "--from", one, "--resume", "--out", "x")).err).toContain(
      "only one of them can be meant",
    );
  });

  it("record packs a run of it, and names the line of an event file that is no event", async () => {
    const to = join(folder, "to.recording");
    expect((await lab("record", "--from", `${two}:x-2`, "--to", to)).err).toBe("");
    const { link, events } = await decodeRecording(new Uint8Array(gunzipSync(readFileSync(to))));
    expect(link).toBe(encodeLink(smoke));
    expect(events.at(-1)).toMatchObject({ type: "finished", step: 40 });
    expect((await lab("record", "small-data", "--from", `${two}:x-2`)).status).toBe(2);
    expect((await lab("record", "--from", one, "--to", to)).err).toMatch(/expected a run that was completed/);
    const lines = inFolder("events.jsonl", '{"run":"lab","step":0,"type":"resumed"}\n{"run":"lab","st\n');
    expect((await lab("record", "smoke", "--from", lines, "--to", to)).err).toMatch(
      /line 2 of .*events\.jsonl is not an event/,
    );
  });

  it("a teacher's weights are found by their keys, whichever run of the file holds them", async () => {
    const key = (await weightsHash(tensors(1))).slice(0, WEIGHTS_KEY_DIGITS);
    for (const file of [one, two, `${two}:1`]) {
      expect((await readTeachers(file)).map(([each]) => each)).toContain(key);
    }
    await expect(readTeachers(exported("bare.zip", [portable("x-3", 3, 10)]))).rejects.toThrow("without weights");
  });
});

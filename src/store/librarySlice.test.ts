import { unzipSync } from "fflate";
import { describe, expect, it, vi } from "vitest";
import type { Library } from "../client/library";
import { findPreset, smallData } from "../experiment/presets";
import { encodeEvents } from "../storage/eventLog";
import { entryOf } from "../record/libraryEntry";
import { parseLibraryEntry } from "../record/libraryEntrySchema";
import { newRun } from "../record/runRecord";
import { trainedNetworks } from "../record/trainedNetworks";
import { readRunFile } from "../record/runFile";
import { encodeRunFile } from "../record/testing/runFileV1";
import { finish } from "../tasks/steps";
import { sampleEvents } from "../protocol/testing/sampleEvents";
import { labBench } from "./testing/labBench";
import { noteText } from "../ui/words/libraryWords";
import { shelf } from "./testing/shelf";

const smoke = findPreset("smoke")?.experiment ?? smallData;

function visit(store: ReturnType<typeof shelf>) {
  const bench = labBench(store.library);
  bench.store.getState().loadExperiment(smoke);
  return {
    ...bench,
    state: () => bench.store.getState(),
    run(id: string, until: number) {
      const events = sampleEvents(id, smoke, until);
      store.logs.set(id, encodeEvents(events));
      bench.say({ type: "events", events });
    },
  };
}

async function bytesOf(handed: Promise<Blob | undefined>): Promise<Uint8Array> {
  return new Uint8Array((await (await handed)?.arrayBuffer()) ?? []);
}

describe("the library", () => {
  it("keeps every run and offers the one that broke off at the next visit", async () => {
    const store = shelf();
    const first = visit(store);
    await first.state().loadLibrary();
    first.state().play();
    first.run("r-1", 40);
    first.state().newSeed();
    first.state().undo();
    first.state().play();
    first.run("r-2", 17);
    first.say({ type: "kept", run: "r-2", step: 15, bytes: 1000 });
    expect(first.asked).toContain("start r-2 keep new");

    const second = visit(store);
    await second.state().loadLibrary();
    expect(second.state().library.map(({ id, phase }) => `${id} ${phase}`)).toEqual(["r-2 running", "r-1 completed"]);
    expect(second.state().offered).toMatchObject({ id: "r-2", snapshotStep: 15, step: 17 });
    await second.state().continueRun("r-2");
    expect(second.asked.at(-1)).toBe("start r-2 keep continue");
    expect(second.state().record).toMatchObject({ run: "r-2", phase: "preparing" });
    second.say({
      type: "events",
      events: [{ run: "r-2", step: 15, type: "restarted", error: { code: "continued", message: "" } }],
    });
    expect(second.state().record?.step).toBe(15);
    second.say({ type: "events", events: sampleEvents("r-2", smoke, 40).filter(({ step }) => step > 15) });
    expect(second.state().record?.arms[0]?.total.length).toBe(40);
    // Numbers go on where the other visit stopped.
    second.state().newSeed();
    second.state().play();
    expect(second.state().record?.run).toBe("r-3");
  });

  it("takes a run's end from its log where the page was left before the list had it", async () => {
    const store = shelf();
    const first = visit(store);
    await first.state().loadLibrary();
    first.state().play();
    first.run("r-1", 17);
    // The worker wrote the rest; the page was gone by then.
    store.logs.set("r-1", encodeEvents(sampleEvents("r-1", smoke, 40)));
    expect(store.rows.get("r-1")).toMatchObject({ phase: "running", step: 17 });

    const second = visit(store);
    await second.state().loadLibrary();
    expect(second.state().offered).toBeUndefined();
    expect(second.state().library).toMatchObject([{ id: "r-1", phase: "completed", step: 40 }]);
    expect(store.rows.get("r-1")).toMatchObject({ phase: "completed", step: 40 });
    await second.state().showLastRun();
    expect(second.state().record).toMatchObject({ run: "r-1", step: 40, phase: "completed" });
  });

  it("does not continue what another tab is training", async () => {
    const store = shelf();
    const first = visit(store);
    first.state().play();
    first.run("r-1", 7);
    store.busy.add("r-1");
    const second = visit(store);
    await second.state().loadLibrary();
    expect(second.state().offered).toBeUndefined();
    await second.state().continueRun("r-1");
    expect(second.state().libraryNote).toEqual({ kind: "inUse" });
    expect(second.asked).toEqual([]);
  });

  it("renames, stars, deletes and takes the deletion back", async () => {
    const store = shelf();
    const { state, run } = visit(store);
    state().play();
    run("r-1", 17);
    await state().deleteRun("r-1");
    // What is being trained is not deleted.
    expect(store.rows.size).toBe(1);
    run("r-1", 40);
    state().editRun("r-1", { name: "best\u202e so far", note: "why", starred: true });
    expect(store.rows.get("r-1")).toMatchObject({ name: "best so far", note: "why", starred: true });
    await state().deleteRun("r-1");
    expect(state().record).toBeUndefined();
    expect([store.rows.size, store.logs.size]).toEqual([0, 1]);
    await state().undoDelete();
    expect(store.rows.get("r-1")).toMatchObject({ name: "best so far" });
    await state().openRun("r-1");
    expect(state().record).toMatchObject({ run: "r-1", step: 40, phase: "completed" });
  });

  it("shows a run of another visit, behind the curves or as arms", async () => {
    const store = shelf();
    const first = visit(store);
    first.state().play();
    first.run("r-1", 40);
    const second = visit(store);
    await second.state().loadLibrary();
    await second.state().showGhost("r-1");
    expect(second.state().ghost?.arms[0]?.metrics["accuracy"]?.["main"]?.length).toBe(4);
    second.state().setField(["training", "budget"], 60);
    second.state().addArmsOf(store.rows.get("r-1")?.link ?? "");
    expect(second.state().experiment.arms).toHaveLength(4);
    expect(second.state().libraryNote).toMatchObject({
      kind: "armsAdded",
      count: 2,
      differs: ["training.budget: 60 here, 40 there"],
    });
  });

  it("goes on in memory when storage is blocked or fails, and still hands runs out", async () => {
    const store = shelf({ blocked: true });
    const { state, run, asked, say } = visit(store);
    await state().loadLibrary();
    expect(state().libraryFault).toEqual({ code: "storage", trouble: "other", told: "storage is blocked" });
    state().play();
    expect(asked.at(-1)).toBe("start r-1");
    run("r-1", 40);
    store.logs.clear();
    expect(store.rows.size).toBe(0);
    const text = await (await state().exportRuns(["r-1"]))?.text();
    expect(text).toContain('"format":"forklab-runs"');
    say({ type: "not-kept", run: "r-1", error: { code: "unknown", message: "the storage is full" } });
    expect(state().libraryFault).toEqual({ code: "told", text: "the storage is full" });
  });

  it("forgets what was in memory of a run that is gone for good: one of its name from a file is that one", async () => {
    const store = shelf();
    const { state, run, say } = visit(store);
    await state().loadLibrary();
    state().play();
    say({ type: "not-kept", run: "r-1", error: { code: "unknown", message: "the storage is full" } });
    run("r-1", 40);
    state().play();
    run("r-2", 40);
    expect((await state().readRun("r-1"))?.step).toBe(40);
    await state().deleteRun("r-1");
    await state().undoDelete();
    expect((await state().readRun("r-1"))?.step).toBe(40);
    await state().deleteRun("r-1");
    await state().deleteRun("r-2");
    const entry = entryOf(newRun("r-1", smoke), { number: 1, created: 5, agent: "" });
    const log = encodeEvents(sampleEvents("r-1", smoke, 9));
    await state().importRuns(new TextEncoder().encode(encodeRunFile([{ entry, log }])));
    // What the worker writes.
    store.logs.set("r-1", log);
    expect((await state().readRun("r-1"))?.step).toBe(9);
  });

  it("tries to keep the next run where storage failed one", async () => {
    const { state, asked, say } = visit(shelf());
    await state().loadLibrary();
    state().play();
    expect(asked.at(-1)).toBe("start r-1 keep new");
    say({ type: "not-kept", run: "r-1", error: { code: "unknown", message: "the storage is full: no space is left" } });
    expect(state().libraryFault).toEqual({ code: "told", text: "the storage is full: no space is left" });
    state().reset();
    state().play();
    expect(asked.at(-1)).toMatch(/^start r-\d keep new$/);
    expect(state().libraryFault).toBeUndefined();
  });

  it("hands out the runs that can be read, and says of every other one why not", async () => {
    const store = shelf();
    const { state, run } = visit(store);
    await state().loadLibrary();
    for (const id of ["r-1", "r-2"]) {
      state().play();
      run(id, 40);
    }
    store.logs.delete("r-1");
    const blob = await state().exportRuns(["r-1", "r-2"]);
    expect(unzipSync(new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0)))).not.toEqual({});
    const why = { code: "eventsGone", why: { code: "storage", trouble: "other", told: "no such run" } };
    expect(state().libraryNote).toEqual({ kind: "notExported", runs: [{ number: 1, why }] });
    expect(await state().exportRuns(["r-1"])).toBeUndefined();
  });

  it("shows the run of the later of two quick clicks, whichever is read first", async () => {
    const store = shelf();
    const first = visit(store);
    await first.state().loadLibrary();
    for (const id of ["r-1", "r-2"]) {
      first.state().play();
      first.run(id, 40);
    }
    const { read } = store.library;
    let release: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (release = resolve));
    const slow: Library = { ...store.library, read: (id) => (id === "r-1" ? late.then(() => read(id)) : read(id)) };
    const { state } = visit({ ...store, library: slow });
    await state().loadLibrary();
    const [one, two] = [state().openRun("r-1"), state().openRun("r-2")];
    await two;
    release();
    await one;
    expect(state().record?.run).toBe("r-2");
    const ghosts = [state().showGhost("r-1"), state().showGhost(undefined)];
    await Promise.all(ghosts);
    expect(state().ghost).toBeUndefined();
  });

  it("takes in a file once, and nothing of a damaged one", async () => {
    const source = shelf();
    const first = visit(source);
    first.state().play();
    first.run("r-1", 40);
    const blob = (await first.state().exportRuns(["r-1"])) ?? new Blob();
    const file = new Uint8Array(await blob.arrayBuffer());
    const target = shelf();
    const { state, asked } = visit(target);
    await state().importRuns(file);
    expect(asked).toContain("store r-1");
    expect(target.rows.get("r-1")).toMatchObject({ phase: "completed", step: 40 });
    await state().importRuns(file);
    expect(state().libraryNote).toEqual({ kind: "imported", count: 0, known: 1, repeated: 0 });
    await state().importRuns(file.subarray(0, file.length - 9));
    expect(state().libraryNote).toMatchObject({ kind: "badFile", why: { code: "fileDamaged" } });
    const gone = () => Promise.reject(new DOMException("The file could not be found.", "NotFoundError"));
    await state().importFile({ name: "gone.zip", arrayBuffer: gone });
    const note = state().libraryNote;
    expect(note && noteText(note)).toBe("gone.zip could not be read: The file could not be found.");
    expect(target.rows.size).toBe(1);
    expect(encodeRunFile([])).toContain("forklab-runs");
    // A file that is called a zip is one, also with one run in it.
    const zip = await bytesOf(first.state().exportRuns(["r-1"]));
    expect([...zip.subarray(0, 2)]).toEqual([0x50, 0x4b]);
  });

  it("counts a run once that a file holds three times, and says so", async () => {
    const entry = entryOf(newRun("r-9", smoke), { number: 9, created: 5, agent: "" });
    const log = encodeEvents(sampleEvents("r-9", smoke, 7));
    const file = new TextEncoder().encode(encodeRunFile([1, 2, 3].map(() => ({ entry, log }))));
    const { state, asked } = visit(shelf());
    await state().importRuns(file);
    expect(state().libraryNote).toEqual({ kind: "imported", count: 1, known: 0, repeated: 2 });
    expect(asked.filter((what) => what === "store r-9")).toHaveLength(1);
    expect(state().library.filter(({ id }) => id === "r-9")).toHaveLength(1);
  });

  it("opens no run whose stored link says nothing, and takes no arms from it", async () => {
    const store = shelf();
    const { state, run } = visit(store);
    await state().loadLibrary();
    state().play();
    run("r-1", 40);
    const entry = store.rows.get("r-1");
    for (const [link, reason] of [
      ["hello", { code: "linkUnusable", why: { code: "noLink", version: "v1" } }],
      [entry?.link.replace("n=40", "n=41") ?? "", { code: "linkChanged" }],
    ] as const) {
      const other = shelf();
      if (entry !== undefined) other.rows.set("r-1", { ...entry, link });
      other.logs.set("r-1", store.logs.get("r-1") ?? new Uint8Array(0));
      const later = visit(other);
      await later.state().loadLibrary();
      const before = later.state().experiment;
      await later.state().openRun("r-1");
      expect(later.state().experiment).toBe(before);
      expect(later.state().libraryNote).toMatchObject({
        kind: "unreadable",
        why: reason,
      });
    }
    const arms = state().experiment.arms.length;
    state().addArmsOf("hello");
    expect([state().experiment.arms.length, state().libraryNote]).toEqual([arms, { kind: "badLink" }]);
  });

  it("cleans a note, and cuts no character in two", async () => {
    const { state } = visit(shelf());
    await state().loadLibrary();
    state().play();
    state().editRun("r-1", { note: "one\u202e\r\ntwo\u0007", name: "👩‍🔬".repeat(40) });
    const [entry] = state().library;
    expect(entry?.note).toBe("one\ntwo");
    expect(parseLibraryEntry(entry)).toEqual(entry);
    expect(entry?.name).not.toMatch(/[\ud800-\udbff]$/);
  });

  it("leaves what another tab wrote in the meantime", async () => {
    const store = shelf();
    const { state, run, say } = visit(store);
    await state().loadLibrary();
    state().play();
    run("r-1", 7);
    const other = visit(store);
    await other.state().loadLibrary();
    other.state().editRun("r-1", { name: "from there", starred: true });
    run("r-1", 40);
    say({ type: "kept", run: "r-1", step: 40, bytes: 9 });
    expect(store.rows.get("r-1")).toMatchObject({ name: "from there", starred: true, phase: "completed", bytes: 9 });
    await state().loadLibrary();
    expect(state().library[0]).toMatchObject({ name: "from there", phase: "completed" });
  });

  it("asks the browser once to keep runs for good, when the first one is kept, and remembers its answer", async () => {
    for (const clearable of [false, true]) {
      const store = shelf({ clearable });
      const { state, run, say } = visit(store);
      await state().loadLibrary();
      await state().measureStorage();
      expect([store.asks, state().lasts]).toEqual([[], undefined]);
      state().play();
      run("r-1", 40);
      for (const step of [20, 40]) say({ type: "kept", run: "r-1", step, bytes: 9 });
      await vi.waitFor(() => expect(state().lasts).toBe(!clearable));
      expect(store.asks).toEqual(["lasts"]);
    }
  });

  it("tells weights that are gone from storage that fails", async () => {
    const store = shelf();
    const { state, run, say } = visit(store);
    await state().loadLibrary();
    state().play();
    run("r-1", 40);
    say({ type: "kept", run: "r-1", step: 40, bytes: 9, weights: ["0123456789abcdef".repeat(4)] });
    const [{ key } = { key: "" }] = trainedNetworks(state().library);
    const read = vi.spyOn(store.library, "read");
    read.mockRejectedValueOnce(new DOMException("gone", "NotFoundError"));
    expect(await state().readTeachers([key])).toEqual(new Map());
    read.mockRejectedValueOnce(new DOMException("the disk is on fire", "InvalidStateError"));
    await expect(state().readTeachers([key])).rejects.toMatchObject({
      fault: { code: "teacherUnreadable", number: 1, why: { trouble: "removed", told: "the disk is on fire" } },
    });
  });

  it("keeps weights from files between visits until they are forgotten, and gives them to runs by their key", async () => {
    const store = shelf();
    const key = "0123456789abcdef";
    const tensors = new Map([["stem.conv.kernel", Float32Array.of(1, 2)]]);
    await visit(store).state().giveWeights({ key, name: "b.safetensors", tensors });
    const later = visit(store);
    expect(later.state().weightFiles).toEqual([]);
    await later.state().loadWeightFiles();
    expect(later.state().weightFiles).toMatchObject([{ key, name: "b.safetensors" }]);
    expect(await later.state().readTeachers([key, "fedcba9876543210"])).toEqual(new Map([[key, tensors]]));
    await later.state().forgetWeights(key);
    expect(later.state().weightFiles).toEqual([]);
    expect(await later.state().readTeachers([key])).toEqual(new Map());
  });

  it("exports the log as it was kept, byte for byte, up to its last whole line", async () => {
    const store = shelf();
    const visited = visit(store);
    visited.state().play();
    visited.run("r-1", 40);
    // Another visit reads it from the storage alone.
    const later = visit(store);
    await later.state().loadLibrary();
    const whole = store.logs.get("r-1") ?? new Uint8Array(0);
    // A write was cut off.
    store.logs.set("r-1", Uint8Array.of(...whole, 65, 66));
    const [exported] = finish(readRunFile(await bytesOf(later.state().exportRuns(["r-1"]))));
    expect(exported?.log).toEqual(whole);
  });
});

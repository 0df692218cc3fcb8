import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { decodeLink } from "../experiment/link/decode";
import { encodeLink } from "../experiment/link/encode";
import { findPreset } from "../experiment/presets";
import { readHead, readKeptRun } from "../storage/runReader";
import { decodeEvents } from "../storage/eventLog";
import { decodeSnapshot } from "../storage/snapshotFile";
import { createMemoryFiles } from "../storage/testing/memoryFiles";
import { finish } from "../tasks/steps";
import { foldEvents } from "./foldEvents";
import { entryOf } from "./libraryEntry";
import { readRunFile } from "./runFile";
import { newRun } from "./runRecord";

/** Written by the page's first version; see fixtures/kept/README.md. */
const file = new Uint8Array(readFileSync(new URL("../../fixtures/kept/firstVersion.zip", import.meta.url)));
const smoke = findPreset("smoke")?.experiment;

const onlyRun = () => {
  const runs = finish(readRunFile(file));
  const [run] = runs;
  if (runs.length !== 1 || run?.snapshot === undefined) throw new Error("the file holds one run with its weights");
  return { ...run, snapshot: run.snapshot };
};

afterEach(() => void vi.unstubAllGlobals());

describe("a run that the first version exported", () => {
  it("opens with every event, its weights and the entry that its numbers give", () => {
    const { entry, log, snapshot } = onlyRun();
    const { experiment, issues } = decodeLink(entry.link);
    expect(issues).toEqual([]);
    const { events, damaged } = decodeEvents(log);
    expect(damaged).toBe(false);
    expect(events.filter(({ type }) => type === "step").map(({ step }) => step)).toEqual(
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "completed", step: 40 });
    const record = finish(foldEvents(newRun(entry.id, experiment), events));
    expect(record).toMatchObject({ phase: "completed", step: 40 });
    expect(entryOf(record, entry)).toMatchObject({ arms: entry.arms, link: entry.link, seed: 42, step: 40 });
    // As its page showed it.
    expect(entry.arms.map(({ accuracy }) => accuracy[0])).toEqual([
      ["main", 0.0375],
      ["main", 0.05625],
    ]);
    const kept = decodeSnapshot(snapshot);
    expect(kept?.snapshot.step).toBe(40);
    expect(kept?.snapshot.arms).toHaveLength(2);
    expect(kept?.logBytes).toBeLessThanOrEqual(log.length);
  });

  it("has a link that is still written the same, and still the preset's", () => {
    const { entry } = onlyRun();
    expect(encodeLink(decodeLink(entry.link).experiment)).toBe(entry.link);
    expect(smoke && encodeLink(smoke)).toBe(entry.link);
  });
});

it("a run that lies in the browser as the first version left it is listed and read, to be gone on with", async () => {
  const { log, snapshot } = onlyRun();
  const files = createMemoryFiles();
  vi.stubGlobal("navigator", { storage: { getDirectory: () => Promise.resolve(files.root) }, locks: files.locks });
  await files.root.getDirectoryHandle("runs", { create: true });
  const runs = await files.root.getDirectoryHandle("runs");
  await runs.getDirectoryHandle("old-1", { create: true });
  files.put("runs/old-1/events.log", log);
  files.put("runs/old-1/snapshot.a", snapshot);
  expect(await readHead("old-1")).toMatchObject({ step: 40 });
  const kept = await readKeptRun("old-1");
  expect(kept.log.events).toEqual(decodeEvents(log).events);
  expect(kept.snapshot?.step).toBe(40);
  expect(kept.snapshotBytes).toEqual(snapshot);
});

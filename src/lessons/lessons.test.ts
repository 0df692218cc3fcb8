import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { encodeLink } from "../experiment/link/encode";
import { issuesOf } from "../experiment/networks";
import { foldRun } from "../record/foldRun";
import { newRun, type RunRecord } from "../record/runRecord";
import { decodeRecording } from "../storage/recording";
import { decodeLink } from "../experiment/link/decode";
import { glossary } from "../ui/words/glossary";
import type { LessonStep } from "./lesson";
import { piecesOf } from "./markup";
import { curveOf, valueOf } from "./reading";
import { lessons } from ".";

const science = readFileSync("docs/SCIENCE.md", "utf8");

const paragraphs = (step: LessonStep): readonly string[] => [...step.text, ...(step.after ?? [])];

/** The run of a recording, as the page shows it at its end. */
async function replay(url: string): Promise<{ readonly link: string; readonly record: RunRecord }> {
  const { link, events } = await decodeRecording(
    new Uint8Array(gunzipSync(readFileSync(fileURLToPath(url)))),
    (steps) => {
      let next = steps.next();
      while (next.done !== true) next = steps.next();
      return Promise.resolve(next.value);
    },
  );
  const [first] = events;
  const begun = newRun(first?.run ?? "", decodeLink(link).experiment);
  return { link, record: events.reduce(foldRun, begun) };
}

it("has ids that links can hold, each once", () => {
  const ids = lessons.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
});

describe.each(lessons)("$id", ({ load, steps: count, minutes }) => {
  it("has as many steps as the list says, and takes five to ten minutes", async () => {
    expect((await load()).steps).toHaveLength(count);
    expect(minutes).toBeGreaterThanOrEqual(5);
    expect(minutes).toBeLessThanOrEqual(10);
  });

  it("explains only words that the glossary has, and each of its deeds is somebody's words", async () => {
    for (const step of (await load()).steps) {
      const pieces = paragraphs(step).flatMap(piecesOf);
      for (const piece of pieces) if (piece.kind === "term") expect(Object.keys(glossary)).toContain(piece.id);
      const said = pieces.flatMap((piece) => (piece.kind === "do" ? [piece.id] : []));
      expect(said.toSorted()).toEqual(Object.keys(step.deeds ?? {}).toSorted());
      // What was meant as markup and is none would be read out as brackets.
      for (const piece of pieces) if (piece.kind === "plain") expect(piece.text).not.toMatch(/[[\]]|\*\*/);
    }
  });

  it("sets the lab up as it can be run, before and after its deeds", async () => {
    for (const step of (await load()).steps) {
      const { experiment } = step;
      if (step.run === true || step.ask !== undefined || step.locked === true) expect(experiment).toBeDefined();
      if (experiment === undefined) continue;
      const meant = [
        experiment,
        ...Object.values(step.deeds ?? {}).flatMap((deed) => deed.experiment?.(experiment) ?? []),
      ];
      for (const one of meant) expect(issuesOf(one).filter(({ blocking }) => blocking)).toEqual([]);
      expect(new Set(meant.map((one) => encodeLink(one))).size).toBe(meant.length);
    }
  });

  it("names sections of docs/SCIENCE.md that are there", async () => {
    for (const { source } of (await load()).steps)
      if (source !== undefined) expect(science).toContain(`\n## ${source}\n`);
  });

  it("brings a recorded run of everything that it trains, which answers its questions", async () => {
    const { steps, recordings } = await load();
    const runs = new Map<string, RunRecord>();
    for (const { experiment, url } of recordings) {
      const { link, record } = await replay(url);
      expect(link).toBe(encodeLink(experiment));
      expect(record.phase).toBe("completed");
      runs.set(link, record);
    }
    let looked = 0;
    for (const step of steps) {
      const { experiment, ask, figures = [] } = step;
      if (step.run !== true || experiment === undefined) continue;
      const record = runs.get(encodeLink(experiment));
      if (record === undefined) throw new Error(`${step.title}: no recording of #${encodeLink(experiment)}`);
      for (const deed of Object.values(step.deeds ?? {})) {
        if (deed.experiment !== undefined) expect(runs.has(encodeLink(deed.experiment(experiment)))).toBe(true);
      }
      for (const { reading } of figures) expect(valueOf(record, reading)).not.toBeNaN();
      if (ask?.kind === "choice") {
        const options = ask.options.map(({ id }) => id);
        expect(options).toContain(ask.truth(record));
        expect(Object.keys(ask.told).toSorted()).toEqual(options.toSorted());
      }
      if (ask?.kind === "curve") {
        const { length, columns } = curveOf(record, ask.reading);
        expect(length).toBeGreaterThan(5);
        for (const value of columns.values.slice(0, length)) {
          expect(value).toBeGreaterThanOrEqual(ask.low);
          expect(value).toBeLessThanOrEqual(ask.high);
        }
        expect(ask.at.at(-1)).toBeLessThanOrEqual(record.budget);
        expect(ask.at.toSorted((a, b) => a - b)).toEqual(ask.at);
      }
      looked += 1;
    }
    expect(recordings.length === 0 || looked > 0).toBe(true);
  });
});

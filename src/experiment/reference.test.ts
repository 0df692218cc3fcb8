import { expect, test } from "vitest";
import { methods } from "../catalog/methods";
import { encodeLink } from "./link/encode";
import { smallData } from "./presets";
import { experimentReference, matchesWords } from "./reference";

const sections = experimentReference();
const entries = sections.flatMap((section) => section.entries);
const entryOf = (id: string) => {
  const entry = entries.find((one) => one.id === id);
  if (entry === undefined) throw new Error(`no entry ${id}`);
  return entry;
};

test("every entry has an id of its own", () => {
  expect(entries.length).toBeGreaterThan(20);
  expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
});

test("every method has a formula, a source and what differs", () => {
  const listed = entries.filter(({ id }) => id.startsWith("methods/"));
  expect(listed.map(({ kind }) => kind)).toEqual(Object.keys(methods));
  for (const { formula, source, differs, kind } of listed) {
    expect(formula, kind).toBeTruthy();
    expect(source?.paper, kind).toBeTruthy();
    expect(differs.length, kind).toBeGreaterThan(0);
  }
});

test("links name settings as the reference says", () => {
  const link = encodeLink({
    ...smallData,
    seed: 7,
    dataset: { ...smallData.dataset, difficulty: 0.5 } as typeof smallData.dataset,
    training: { ...smallData.training, batchSize: 32 },
    arms: smallData.arms.map((arm) =>
      arm.method.kind === "dhm"
        ? {
            ...arm,
            method: { ...arm.method, temperature: 3 },
            forks: arm.forks.map((fork) => ({
              ...fork,
              branch: { kind: "dhm", rule: "custom", blocks: [3], width: 1 } as const,
            })),
          }
        : arm,
    ),
  });
  const keyOf = (id: string, name: string) => entryOf(id).settings.find((row) => row.name === name)?.linkKey ?? "?";
  expect(link).toContain(`&${keyOf("shared/other", "seed")}=7&`);
  expect(link).toContain(`&${keyOf("datasets/totem", "difficulty")}=.5&`);
  expect(link).toContain(`&${keyOf("shared/training", "batchSize")}=32&`);
  expect(link).toContain(`;${keyOf("methods/dhm", "temperature")}=3;`);
  expect(link).toContain(`;${keyOf("branches/dhm", "blocks").replace("<fork>", "s1b1")}=3`);
});

test("what is initial is said in the form's words", () => {
  const initial = (id: string, name: string) => entryOf(id).settings.find((row) => row.name === name)?.initial;
  expect(initial("methods/dhm", "pairs")).toBe("all heads mimic each other");
  expect(initial("methods/dhm", "detach")).toBe("on");
  expect(initial("datasets/totem", "train")).toBe("1500 images");
  expect(initial("branches/dhm", "blocks")).toBe("empty");
});

test("search finds names, sentences, sources and settings, and needs all words", () => {
  const found = (query: string) => entries.filter((entry) => matchesWords(entry, query)).map(({ id }) => id);
  expect(found("")).toHaveLength(entries.length);
  expect(found("2003.10739")).toEqual(expect.arrayContaining(["methods/dhm", "branches/dhm"]));
  expect(found("dhm.temperature")).toEqual(["methods/dhm"]);
  expect(found("CONTRAST cds.tau")).toEqual(["methods/cds"]);
  expect(found("no such words")).toEqual([]);
});

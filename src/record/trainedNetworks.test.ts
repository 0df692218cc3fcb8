import { expect, test } from "vitest";
import type { LibraryEntry } from "./libraryEntrySchema";
import { trainedNetworks } from "./trainedNetworks";

const entry = (id: string, weights: readonly string[] | undefined): LibraryEntry => ({
  id,
  number: 1,
  link: "v1",
  created: 0,
  name: "",
  note: "",
  starred: false,
  phase: "completed",
  step: 40,
  budget: 40,
  seed: 7,
  arms: ["DSN", "CDS"].map((title) => ({ title, accuracy: [], variants: {} })),
  agent: "",
  ...(weights === undefined ? {} : { weights: [...weights] }),
});

test("every arm of a finished run is a network, named by its weights; runs without weights are none", () => {
  const a = "a".repeat(64);
  const b = "b".repeat(64);
  const found = trainedNetworks([entry("new", [a, b]), entry("running", undefined), entry("old", [a])]);
  expect(found.map(({ key, run, arm, title }) => [key, run, arm, title])).toEqual([
    ["aaaaaaaaaaaaaaaa", "new", 0, "DSN"],
    ["bbbbbbbbbbbbbbbb", "new", 1, "CDS"],
  ]);
});

import { expect, it } from "vitest";
import { learningFields } from "../experiment/fields";
import { encodeLink } from "../experiment/link/encode";
import { findPreset, smallData } from "../experiment/presets";
import type { LibraryEntry } from "../record/libraryEntrySchema";
import { newRun } from "../record/runRecord";
import { networksOf } from "../experiment/networks";
import { sizesOf } from "../graph/startTensors";
import { initialValues } from "../schema/field";
import { labBench } from "../store/testing/labBench";
import { shelf } from "../store/testing/shelf";
import { askForWeights } from "./askForWeights";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const start = "0123456789abcdef";
const starting = {
  ...smoke,
  arms: smoke.arms.map((arm) => ({ ...arm, learning: { ...initialValues(learningFields), start } })),
} as typeof smoke;

/** A run of the experiment, in the library. */
const entry = (phase: LibraryEntry["phase"], snapshotStep?: number): LibraryEntry => ({
  id: "one",
  number: 1,
  link: encodeLink(starting),
  created: 1,
  name: "",
  note: "",
  starred: false,
  phase,
  step: 20,
  budget: 40,
  seed: 1,
  arms: [],
  agent: "",
  ...(snapshotStep === undefined ? {} : { snapshotStep }),
});

const settle = () => new Promise<void>((resolve) => void setTimeout(resolve, 20));

async function opened(entries: readonly LibraryEntry[], shown = false) {
  const { library, rows } = shelf();
  for (const each of entries) rows.set(each.id, each);
  const { store } = labBench(library);
  store.getState().loadExperiment(starting);
  if (shown) store.setState({ record: { ...newRun("two", starting), phase: "completed", step: 40 } });
  askForWeights(store);
  await settle();
  return store;
}

it("asks whoever opens a link whose weights are not here, once", async () => {
  const store = await opened([]);
  expect(store.getState().dialog).toEqual({ kind: "arm", arm: 0 });
  store.getState().closeDialog();
  store.getState().setField(["arms", 0, "label"], "mine");
  await settle();
  expect(store.getState().dialog).toBeUndefined();
});

it.each([
  ["fit no network of the link", 3, { kind: "arm", arm: 0 }],
  ["fit", undefined, undefined],
])("asks where weights are here and %s", async (_, changed, dialog) => {
  const { store } = labBench(shelf().library);
  const [network] = networksOf(starting).arms;
  const sizes = new Map(network && sizesOf(network.graph));
  const [first = ""] = sizes.keys();
  if (changed !== undefined) sizes.set(first, changed);
  const listed = { key: start, name: "a.safetensors", sizes };
  store.getState().loadExperiment({ ...starting, arms: [starting.arms[0]] } as typeof smoke);
  // What is listed comes of a file that was given before.
  store.setState({ weightFiles: [listed], loadWeightFiles: () => Promise.resolve() });
  askForWeights(store);
  await settle();
  expect(store.getState().dialog).toEqual(dialog);
});

it.each([
  ["a run that broke off can go on from its state", [entry("running", 15)], false],
  ["a run stands on the page", [], true],
] as const)("does not ask where %s", async (_, entries, shown) => {
  expect((await opened(entries, shown)).getState().dialog).toBeUndefined();
});

it("asks where a run broke off before its first state was kept", async () => {
  expect((await opened([entry("running")])).getState().dialog).toEqual({ kind: "arm", arm: 0 });
});

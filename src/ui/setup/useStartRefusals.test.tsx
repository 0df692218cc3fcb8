// @vitest-environment happy-dom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { builtNetworks } from "../../experiment/expansion";
import { learningFields } from "../../experiment/fields";
import { encodeLink } from "../../experiment/link/encode";
import { findPreset, smallData } from "../../experiment/presets";
import type { LibraryEntry } from "../../record/libraryEntrySchema";
import { initialWeights } from "../../torch/weights";
import { labStage } from "../testing/renderLab";
import { ArmDialog } from "./ArmDialog";

const smoke = findPreset("smoke")?.experiment ?? smallData;
afterEach(cleanup);

/** Of each choice of starting weights its text and whether it can be taken. */
const choices = (): readonly (readonly [text: string, taken: boolean])[] =>
  [...screen.getByLabelText<HTMLSelectElement>(learningFields.start.label).options].map(
    ({ text, disabled }) => [text, !disabled] as const,
  );

it("weights that are here and do not fit say why, and cannot be chosen", async () => {
  const { store, wrap } = labStage();
  store.getState().loadExperiment(smoke);
  render(wrap(<ArmDialog index={0} />));
  const wide = { ...smoke, backbone: { ...smoke.backbone, width: 8 } } as typeof smoke;
  const entry: LibraryEntry = {
    id: "one",
    number: 7,
    link: encodeLink(smoke),
    created: 1,
    name: "",
    note: "",
    starred: false,
    phase: "completed",
    step: 40,
    budget: 40,
    seed: 3,
    arms: [
      { title: "DSN", accuracy: [], variants: {} },
      { title: "DHM", accuracy: [], variants: {} },
    ],
    agent: "",
    weights: ["a".repeat(64), "b".repeat(64)],
  };
  const [graph] = builtNetworks(wide);
  if (graph === undefined) throw new Error("no such arm");
  await act(async () => {
    store.setState({ library: [entry] });
    await store
      .getState()
      .giveWeights({ key: "c".repeat(16), name: "wide.safetensors", tensors: initialWeights(graph.graph, 1) });
  });
  expect(choices().slice(1)).toEqual([
    ["#7 DSN, seed 3", true],
    ["#7 DHM, seed 3 – does not fit: other branches", false],
    ["wide.safetensors (cccccccccccccccc) – does not fit: another trunk", false],
  ]);
});

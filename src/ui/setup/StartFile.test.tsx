// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Experiment } from "../../experiment/experiment";
import { builtNetworks } from "../../experiment/expansion";
import { learningFields } from "../../experiment/fields";
import { findPreset, smallData } from "../../experiment/presets";
import { initialValues } from "../../schema/field";
import { writeSafetensors } from "../../torch/safetensors";
import { initialWeights, partOf, torchTensors, type WeightsPart } from "../../torch/weights";
import { useLab } from "../common/labContext";
import { labStage, type LabStage } from "../testing/renderLab";
import { armDialogWords } from "../words/armDialogWords";
import { StartFile } from "./StartFile";

const smoke = findPreset("smoke")?.experiment ?? smallData;

/** The weights of an arm as a file of safetensors. */
function fileOf(arm: number, part: WeightsPart, name: string): File {
  const graph = builtNetworks(smoke)[arm]?.graph;
  if (graph === undefined) throw new Error("no such arm");
  return new File([writeSafetensors(torchTensors(partOf(graph, part), initialWeights(graph, 3)))], name);
}

function open(experiment: Experiment = smoke): LabStage {
  const stage = labStage();
  stage.store.getState().loadExperiment(experiment);
  render(stage.wrap(<Shown />));
  return stage;
}

/** The picker of arm A, whatever it starts from. */
function Shown(): ReactNode {
  return <StartFile index={0} start={useLab(({ experiment }) => experiment.arms[0]?.learning?.start ?? "")} />;
}

const give = (file: File): void =>
  void fireEvent.change(screen.getByLabelText(armDialogWords.start.choose), { target: { files: [file] } });
const startOf = (stage: LabStage): string => stage.store.getState().experiment.arms[0]?.learning?.start ?? "";

afterEach(cleanup);

describe("weights from a file", () => {
  let main: File;
  beforeAll(() => void (main = fileOf(1, "main", "main.safetensors")));

  it("become the arm's start, and are at hand for its runs", async () => {
    const stage = open();
    give(main);
    await screen.findByText(/^main\.safetensors has the trunk and main's head/);
    const key = startOf(stage);
    expect(key).toMatch(/^[0-9a-f]{16}$/);
    expect(stage.store.getState().weightFiles).toMatchObject([{ key, name: "main.safetensors" }]);
    const weights = await stage.store.getState().readTeachers([key]);
    expect(weights.get(key)?.size).toBeGreaterThan(10);
  });

  it("are no longer spoken of once the arm starts from others", async () => {
    const stage = open();
    give(main);
    await screen.findByText(/^main\.safetensors has the trunk and main's head/);
    act(() => stage.store.getState().undo());
    expect(startOf(stage)).toBe("");
    expect(screen.queryByText(/^main\.safetensors has/)).toBeNull();
  });

  it("that can no longer be read are told in the browser's words", async () => {
    const stage = open();
    const gone = new File([], "gone.safetensors");
    gone.arrayBuffer = () => Promise.reject(new DOMException("The file could not be found.", "NotFoundError"));
    give(gone);
    expect((await screen.findByText(/^gone\.safetensors/)).textContent).toContain("The file could not be found.");
    expect(startOf(stage)).toBe("");
  });

  it("of another network are refused with what differs", async () => {
    const stage = open();
    give(fileOf(1, "whole", "dhm.safetensors"));
    const told = await screen.findByText(/^dhm\.safetensors holds the weights of another network/);
    expect(told.textContent).toContain("the network has no branches.s1b1.");
    expect(told.textContent).toMatch(/of another shape: .*\(\d.* in the file, \d.* in the network\)/);
    expect(startOf(stage)).toBe("");
  });

  it("that a link names and that are not here are asked for, and no others are taken for them", async () => {
    const start = "0123456789abcdef";
    const arms = smoke.arms.map((arm) => ({ ...arm, learning: { ...initialValues(learningFields), start } }));
    const stage = open({ ...smoke, arms });
    await screen.findByText(armDialogWords.start.needed(start));
    give(main);
    await screen.findByText(
      /^main\.safetensors holds the weights [0-9a-f]{16}, and this arm starts from 0123456789abcdef/,
    );
    await waitFor(() => expect(startOf(stage)).toBe(start));
  });
});

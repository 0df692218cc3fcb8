// @vitest-environment happy-dom
import { act, cleanup, render, screen, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { ProbeRecord, TrainEvent } from "../../protocol/event";
import { labStage, type LabStage } from "../testing/renderLab";
import { gramWords } from "../words/gramWords";
import { GramView } from "./GramView";

afterEach(cleanup);

/** Main and a branch at a cosine, main twice as long. */
const probeOf = (cosine: number): ProbeRecord =>
  ({
    layers: [{ layer: "s1b1.conv1", stage: "s1" }],
    losses: ["ce/main", "ce/s1b1", "ce/main/half"],
    gram: [4, 2 * cosine, 1, 2 * cosine, 1, 1, 1, 1, 1],
  }) as unknown as ProbeRecord;

function told(stage: LabStage, ...cosines: readonly number[]): void {
  act(() => stage.store.getState().play());
  const { record } = stage.store.getState();
  if (record === undefined) throw new Error("nothing was started");
  const { run, experiment } = record;
  const events = cosines.map((cosine, at): TrainEvent => {
    const arms = experiment.arms.map((_, arm) => probeOf(arm === 0 ? cosine : -cosine));
    return { run, step: 25 * at, type: "probe", kind: "live", probeMs: 1, arms };
  });
  act(() => stage.say({ type: "events", events }));
}

const cells = (letter: string): readonly (string | null)[] =>
  within(screen.getByRole("region", { name: gramWords.stage(letter, "Stage 1") }))
    .getAllByRole("cell")
    .map((cell) => cell.textContent);

it("shows every two losses' cosine, each one's length, and along how many directions they pull", () => {
  const stage = labStage();
  render(stage.wrap(<GramView />));
  expect(screen.getByText(gramWords.empty)).toBeTruthy();
  told(stage, 0.5, 0);
  expect(cells("A")).toEqual(
    ["‖2.00‖", "0", "0", "‖1.00‖"].map((text) => (text === "0" ? expect.stringMatching(/^0|\.00$/) : text)),
  );
  // Eigenvalues 4 and 1.
  const stage1 = screen.getByRole("region", { name: gramWords.stage("A", "Stage 1") });
  expect(within(stage1).getByRole("img", { name: gramWords.shares(["80\u00a0%", "20\u00a0%"]) })).toBeTruthy();
  expect(within(stage1).getByText(gramWords.directions("1.47", 2))).toBeTruthy();
});

it("looks at the step on display", () => {
  const stage = labStage();
  render(stage.wrap(<GramView />));
  told(stage, 0.5, 0.25, 0.75);
  expect(cells("A")[1]).toBe(".75");
  expect(cells("B")[1]).toBe("−.75");
  act(() => stage.store.setState({ scrubStep: 30 }));
  expect(screen.getByText(gramWords.step("25"))).toBeTruthy();
  expect(cells("A")[1]).toBe(".25");
});

it("says that a loss alone has nobody to be compared with", () => {
  const stage = labStage();
  render(stage.wrap(<GramView />));
  act(() => stage.store.getState().play());
  const { record } = stage.store.getState();
  const only = {
    layers: [{ layer: "stem.conv", stage: "stem" }],
    losses: ["ce/main"],
    gram: [1],
  } as unknown as ProbeRecord;
  const { run = "", experiment } = record ?? {};
  const arms = (experiment?.arms ?? []).map(() => only);
  act(() => stage.say({ type: "events", events: [{ run, step: 0, type: "probe", kind: "live", probeMs: 1, arms }] }));
  expect(screen.getByText(gramWords.alone)).toBeTruthy();
});

it("says what the last probed step did for each loss, where the run was asked for it", () => {
  const stage = labStage();
  render(stage.wrap(<GramView />));
  told(stage, 0.5);
  expect(screen.queryByRole("region", { name: gramWords.gains })).toBeNull();
  const { record } = stage.store.getState();
  const { run = "", experiment } = record ?? {};
  const arms = (experiment?.arms ?? []).map((_, arm) => ({
    losses: [],
    total: 1,
    accuracy: [],
    gains: [
      { branch: "main", cosine: 0.5, predicted: 0.25, realised: -0.125 },
      { branch: "s1b1", cosine: Number.NaN, predicted: 0, realised: arm },
    ],
  }));
  act(() =>
    stage.say({ type: "events", events: [{ run, step: 26, type: "step", learningRate: 0.1, stepMs: 1, arms }] }),
  );
  const region = screen.getByRole("region", { name: gramWords.gains });
  expect(within(region).getByText(gramWords.update("26"))).toBeTruthy();
  const rows = within(region).getAllByRole("row").slice(1);
  expect(rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent))[0]).toEqual([
    ".50",
    "+.2500",
    "−.1250",
  ]);
  expect(rows).toHaveLength(4);
  expect(rows[1]?.querySelector("td")?.textContent).toBe("–");
});

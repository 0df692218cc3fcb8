// @vitest-environment happy-dom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { TrainEvent } from "../../protocol/event";
import { labStage, type LabStage } from "../testing/renderLab";
import { featureWords } from "../words/featureWords";
import { FeatureView } from "./FeatureView";
import { tabOffered } from "./tabOffered";

afterEach(cleanup);

function played(features: boolean): LabStage {
  const stage = labStage();
  const { experiment, loadExperiment } = stage.store.getState();
  loadExperiment({ ...experiment, measure: { ...experiment.measure, features } });
  stage.store.getState().play();
  render(stage.wrap(<FeatureView />));
  return stage;
}

function evaluated(stage: LabStage, step: number, ...cka: readonly number[]): void {
  const { record } = stage.store.getState();
  if (record === undefined) throw new Error("nothing was started");
  const event: TrainEvent = {
    run: record.run,
    step,
    type: "evaluation",
    images: 512,
    final: false,
    arms: [],
    features: {
      images: 256,
      heads: [
        { arm: 0, branch: "main", dimensions: 64, rank: 12.34 },
        { arm: 0, branch: "s1b1", dimensions: 16, rank: Number.NaN },
        { arm: 1, branch: "main", dimensions: 64, rank: 9 },
      ],
      cka: [...cka],
    },
  };
  act(() => stage.say({ type: "events", events: [event] }));
}

const cells = (): readonly (string | null)[] =>
  screen
    .getAllByRole("row")
    .slice(1)
    .flatMap((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent));

it("shows how alike every two heads are and how many dimensions each one uses, at the step on display", () => {
  const stage = played(true);
  expect(screen.getByText(featureWords.empty)).toBeTruthy();
  evaluated(stage, 46, 0.25, 0.5, Number.NaN);
  evaluated(stage, 92, 0.75, 1, 0);
  const of = (...texts: readonly string[]): readonly string[] => texts;
  expect(cells().slice(0, 3)).toEqual(of("12.3 of 64", ".75", expect.stringMatching(/^1/) as unknown as string));
  expect(cells()[4]).toBe(featureWords.none);
  expect(cells()[8]).toBe("9.0 of 64");
  act(() => stage.store.setState({ scrubStep: 50 }));
  expect(screen.getByText(featureWords.step("46", 256))).toBeTruthy();
  // Row by row: main with the branch and with the other arm's main, then those two, which were no numbers.
  expect(cells()).toEqual(of("12.3 of 64", ".25", ".50", ".25", "–", "–", ".50", "–", "9.0 of 64"));
});

it("says how to ask for it", () => {
  played(false);
  expect(screen.getByText(featureWords.off)).toBeTruthy();
});

it("has its tab whether pictures are classified or found", () => {
  const found = { identities: 4, first: 0, pictures: 8, queries: 2 };
  expect(tabOffered("features", {})).toBe(true);
  expect(tabOffered("features", { retrieval: found })).toBe(true);
  expect(tabOffered("confusion", { retrieval: found })).toBe(false);
});

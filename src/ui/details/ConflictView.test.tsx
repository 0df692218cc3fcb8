// @vitest-environment happy-dom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { dsnArm, plainArm } from "../../experiment/presets";
import { labStage } from "../testing/renderLab";
import { conflictWords } from "../words/conflictWords";
import { ConflictView } from "./ConflictView";

afterEach(cleanup);

it("says why there is nothing to read: no branch, not asked for, or not measured yet", () => {
  const stage = labStage();
  const { loadExperiment, play } = stage.store.getState();
  const { experiment } = stage.store.getState();
  const load = (byClass: boolean, arm = dsnArm("s1b1")): void =>
    loadExperiment({ ...experiment, arms: [arm], measure: { ...experiment.measure, byClass } });
  render(stage.wrap(<ConflictView />));
  act(() => load(true, plainArm()));
  expect(screen.getByText(conflictWords.alone)).toBeTruthy();
  act(() => load(true));
  expect(screen.getByText(conflictWords.empty)).toBeTruthy();
  act(() => {
    load(false);
    play();
  });
  expect(screen.getByText(conflictWords.off)).toBeTruthy();
});

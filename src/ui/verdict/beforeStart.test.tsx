// @vitest-environment happy-dom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { TrainEvent } from "../../protocol/event";
import { labStage } from "../testing/renderLab";
import { VerdictRow } from "./VerdictRow";

afterEach(cleanup);

it("says how many images are being drawn, how far, and that they are kept; then what else is prepared", () => {
  const stage = labStage();
  render(stage.wrap(<VerdictRow />));
  act(() => stage.store.getState().play());
  const tell = (what: "data" | "kernels", done: number, total: number): void => {
    const events: readonly TrainEvent[] = [{ run: "run-1", step: 0, type: "preparing", what, done, total }];
    act(() => stage.say({ type: "events", events }));
  };
  tell("data", 1400, 3500);
  expect(screen.getByText("Drawing images: 40 %")).toBeTruthy();
  expect(
    screen.getByText("1,500 training and 2,000 test images; this browser keeps them for the next run."),
  ).toBeTruthy();
  tell("kernels", 3, 40);
  expect(screen.getByText(/3 of 40/)).toBeTruthy();
  expect(screen.queryByText(/1,500 training/)).toBeNull();
  expect(screen.getByText("Preparing, not counted in the time left")).toBeTruthy();
});

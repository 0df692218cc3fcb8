// @vitest-environment happy-dom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { labStage } from "../testing/renderLab";
import { strings } from "../words/strings";
import { VerdictRow } from "./VerdictRow";

afterEach(cleanup);

const offer = new RegExp(strings.verdict.offerTitle);

it("offers something smaller where no graphics card trains, but not while a recording that says so is on its way", () => {
  const stage = labStage();
  render(stage.wrap(<VerdictRow />));
  act(() => {
    stage.store.getState().expectRecording(true);
    stage.say({
      type: "capabilities",
      capabilities: {
        engine: { engine: "wasm", backend: "cpu", adapter: "" },
        software: false,
        choices: ["auto", "wasm"],
      },
    });
  });
  expect(screen.queryByText(offer)).toBeNull();
  act(() => stage.store.getState().expectRecording(false));
  expect(screen.getByText(offer)).toBeTruthy();
});

// @vitest-environment happy-dom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { branchesOff } from "../../graph/branchGate";
import { networksOf } from "../../experiment/networks";
import { sampleEvents } from "../../protocol/testing/sampleEvents";
import { labStage } from "../testing/renderLab";
import { OffList } from "./OffList";

afterEach(cleanup);

it("names the branches that chance has switched off in the update before the step on display", () => {
  const stage = labStage();
  const { store } = stage;
  store.getState().loadPreset("smoke");
  store.getState().setField(["arms", 1, "method", "dynamic"], "branches");
  store.getState().play();
  const { record, experiment } = store.getState();
  if (record === undefined) throw new Error("nothing was started");
  stage.say({ type: "events", events: sampleEvents(record.run, experiment, 40) });
  render(stage.wrap(<OffList />));
  const terms = networksOf(experiment).arms[1]?.plan.terms ?? [];
  const seen = new Set<number>();
  for (let step = 1; step < 40; step += 1) {
    act(() => store.getState().scrubTo(step));
    const off = branchesOff(terms, experiment.seed, step - 1);
    const text = screen.queryByText(/^Arm B: chance has switched off/)?.textContent ?? "";
    expect(text.includes("branch 1"), `step ${step}`).toBe(off.has("s1b1"));
    expect(text.includes("branch 2"), `step ${step}`).toBe(off.has("s2b1"));
    seen.add(off.size);
  }
  // None, one and both of them: the test has seen every case.
  expect([...seen].sort()).toEqual([0, 1, 2]);
});

it("says nothing of arms without chance", () => {
  const stage = labStage();
  stage.store.getState().loadPreset("smoke");
  render(stage.wrap(<OffList />));
  expect(screen.queryByText(/chance/)).toBeNull();
});

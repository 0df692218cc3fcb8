// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { metrics } from "../catalog/metrics";
import type { Metric } from "../catalog/metrics/metric";
import type { Capabilities } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import { sampleEvents } from "../protocol/testing/sampleEvents";
import { App } from "./App";
import { labStage, type LabStage } from "./testing/renderLab";

/** A page wide enough for the set-up column. */
beforeEach(() => {
  vi.stubGlobal("matchMedia", (query: string) => ({
    matches: query.includes("min-width"),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const gpu: Capabilities = {
  engine: { engine: "compiled", backend: "webgpu", adapter: "sample" },
  software: false,
  choices: ["auto", "compiled"],
};

function open(capabilities: Capabilities | undefined = gpu): LabStage {
  const stage = labStage();
  render(stage.wrap(<App />));
  act(() => {
    stage.store.getState().loadPreset("smoke");
    if (capabilities !== undefined) stage.say({ type: "capabilities", capabilities });
  });
  return stage;
}

function tell(stage: LabStage, until: number, ...more: readonly TrainEvent[]): void {
  const { record } = stage.store.getState();
  if (record === undefined) throw new Error("nothing was started");
  const events = [...sampleEvents(record.run, record.experiment, until), ...more];
  act(() => stage.say({ type: "events", events }));
}

const press = (name: string): void => void fireEvent.click(screen.getByRole("button", { name }));

describe("the page", () => {
  it("asks its question before there are numbers, and says how long it will take", () => {
    open();
    expect(screen.getByText("Who classifies better?")).toBeTruthy();
    expect(screen.getByText(/^About .* here, not yet measured$/)).toBeTruthy();
  });

  it("offers the quick preset first on a machine without a GPU, and says why", () => {
    const stage = open({ ...gpu, software: true });
    act(() => stage.store.getState().loadPreset("small-data"));
    expect(screen.getByText(/on the CPU here.*This experiment would take about/s)).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: /^Load First minute, about/ }));
    expect(stage.store.getState().presetId).toBe("first-minute");
    expect(stage.asked).toEqual([]);
    const [first] = screen.getByRole("combobox", { name: "Preset" }).querySelectorAll("option");
    expect(first?.textContent).toBe("First minute");
    // Whoever chose something is left alone with it, unless it takes long.
    act(() => stage.store.getState().loadPreset("smoke"));
    expect(screen.queryByRole("button", { name: /^Load First minute/ })).toBeNull();
    expect(screen.getByText(/^About .* here, not yet measured$/)).toBeTruthy();
  });

  it("tells how far the preparation is, then the standing with what one seed is worth", () => {
    const stage = open();
    press("Play");
    act(() =>
      stage.say({
        type: "events",
        events: [{ run: "run-1", step: 0, type: "preparing", what: "kernels", done: 12, total: 40 }],
      }),
    );
    expect(screen.getAllByText("Preparing GPU programs: 12 of 40, first step is slow").length).toBeGreaterThan(0);
    tell(stage, 40);
    // Five points of 80 images are four images.
    expect(screen.getByText("No clear difference")).toBeTruthy();
    expect(screen.queryByText(/leads by/)).toBeNull();
    expect(screen.getByText("One seed is not evidence.")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Replay" })).toBeTruthy();
  });

  it("says in words where a stage has no shared path", async () => {
    const stage = open();
    press("Play");
    tell(stage, 10);
    const panel = await screen.findByRole("region", { name: "Do the losses pull the trunk the same way?" });
    fireEvent.click(within(panel).getByRole("button", { name: "Table" }));
    // Charts and tables draw one after the other, a frame each.
    expect((await within(panel).findAllByText(".60")).length).toBeGreaterThan(0);
    const headers = within(panel).getAllByRole("columnheader");
    expect(headers.map(({ textContent }) => textContent)).not.toContain("Branch 1, stage 2 A");
  });

  it("charts every metric there is", async () => {
    const stage = open();
    press("Play");
    tell(stage, 40);
    const panel = await screen.findByRole("region", { name: "How well does each head classify?" });
    const select = within(panel).getByRole("combobox", { name: "Measure" });
    const offered = within(select).getAllByRole("option");
    const expected = Object.values(metrics).filter(({ task }: Metric) => task === undefined);
    expect(offered.map(({ textContent }) => textContent)).toEqual(expected.map(({ title }) => title));
    expect(
      await within(panel).findByRole("group", { name: /^Accuracy on test images at step 40: A .* \.\d{3}/ }),
    ).toBeDefined();
    fireEvent.change(select, { target: { value: "nll" } });
    expect(within(panel).getByRole("group", { name: /^Log loss on test images at step 40: A / })).toBeDefined();
  });

  it("explains a diverged run and offers ways on", async () => {
    const stage = open();
    press("Play");
    const divergence = { arm: "A", what: "ce/main", value: "NaN" };
    tell(stage, 7, { run: "run-1", step: 7, type: "finished", reason: "diverged", divergence });
    expect(await screen.findByText("Arm A diverged at step 7.")).toBeTruthy();
    expect(screen.getByText(/ce\/main became NaN\./)).toBeTruthy();
    expect(screen.getByText(/Likely cause/)).toBeTruthy();
    press("Start again with half the rate");
    expect(stage.store.getState().experiment.optimizer).toMatchObject({ lr: 0.05 });
    expect(stage.store.getState().earlier[0]).toMatchObject({ phase: "diverged" });
    expect(stage.asked).toContain("start run-2");
  });

  it("says what failed and how to go on", () => {
    const stage = open();
    press("Play");
    tell(stage, 3, { run: "run-1", step: 3, type: "failed", error: { code: "device-lost", message: "Lost." } });
    expect(screen.getByText("The run failed at step 3.")).toBeTruthy();
    expect(screen.getByText(/another program may need it/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Replay" })).toBeTruthy();
  });

  it("a run that failed before its first step is not being prepared any more", () => {
    const stage = open();
    press("Play");
    tell(stage, 0, { run: "run-1", step: 0, type: "failed", error: { code: "unknown", message: "No data." } });
    expect(screen.getByText("Failed before the first step")).toBeTruthy();
    expect(screen.queryByText(/Preparing/)).toBeNull();
  });

  it("offers to start the worker again", () => {
    const stage = open(undefined);
    act(() => stage.say({ type: "fault", error: { code: "worker", message: "It did not start." } }));
    expect(screen.getByText(/It did not start/)).toBeTruthy();
    press("Try again");
    expect(stage.asked).toEqual(["probe"]);
  });

  it("names the reason of the fallback engine", () => {
    open({ ...gpu, engine: { engine: "tfjs", backend: "cpu", adapter: "", reason: "no adapter was found" } });
    expect(screen.getByText("Training runs on the fallback engine: no adapter was found")).toBeTruthy();
  });

  it("shows two of four arms and lets choose which", () => {
    const stage = open();
    press("+ Plain");
    press("+ Branches, no mimicking");
    expect(screen.getByText("Four arms maximum.")).toBeTruthy();
    fireEvent.change(screen.getByRole("combobox", { name: "Compared arms" }), { target: { value: "2,3" } });
    expect(stage.store.getState().compared).toEqual([2, 3]);
    expect(screen.getByText("only watch", { exact: false })).toBeTruthy();
  });

  it("offers to put right what cannot be run, as one edit that can be undone", () => {
    const stage = open();
    act(() => stage.store.getState().openLink("#v1&totem.size=8&sh=8"));
    fireEvent.click(screen.getByRole("button", { name: "Set shift to 7 px" }));
    expect(stage.store.getState().experiment.augmentation).toMatchObject({ shift: 7 });
    expect(screen.queryByText("This setup cannot be run:")).toBeNull();
    stage.store.getState().undo();
    expect(stage.store.getState().experiment.augmentation).toMatchObject({ shift: 8 });
  });

  it("takes numbers as people of any country type them, and says which value is used", () => {
    const stage = open();
    const rate = screen.getByRole("combobox", { name: "Learning rate" });
    fireEvent.change(rate, { target: { value: "0,05" } });
    fireEvent.blur(rate);
    expect(stage.store.getState().experiment.optimizer).toMatchObject({ lr: 0.05 });
    fireEvent.change(rate, { target: { value: "fast" } });
    fireEvent.blur(rate);
    expect(screen.getByRole("alert").textContent).toMatch(/Using \.05\.$/);
  });

  it("draws its controls from the fields and keeps the last valid number", () => {
    const stage = open();
    const depth = screen.getByRole("combobox", { name: "Depth" });
    fireEvent.change(depth, { target: { value: "9" } });
    fireEvent.blur(depth);
    expect(screen.getByRole("alert").textContent).toMatch(/6n \+ 2/);
    expect(stage.store.getState().experiment.backbone).toMatchObject({ depth: 8 });
    fireEvent.keyDown(depth, { key: "Escape" });
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

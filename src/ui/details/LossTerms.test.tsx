// @vitest-environment happy-dom
import { act, cleanup, render, screen, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { TrainEvent } from "../../protocol/event";
import { sampleEvents } from "../../protocol/testing/sampleEvents";
import { labStage, type LabStage } from "../testing/renderLab";
import { LossTerms } from "./LossTerms";

afterEach(cleanup);

function trained(): LabStage {
  const stage = labStage();
  stage.store.getState().loadPreset("smoke");
  stage.store.getState().play();
  const { record } = stage.store.getState();
  if (record === undefined) throw new Error("nothing was started");
  stage.say({ type: "events", events: sampleEvents(record.run, record.experiment, 20) });
  render(stage.wrap(<LossTerms />));
  return stage;
}

const cells = (): readonly (string | null)[][] =>
  within(screen.getByRole("table", { name: /^Mimicry in arm B/ }))
    .getAllByRole("row")
    .map((row) => [...row.children].map(({ textContent }) => textContent));

it("shows imitation as a square of students and teachers, values as on the step shown", () => {
  const stage = trained();
  // The sample's terms are 3 − 2 · step / budget.
  expect(cells()).toEqual([
    ["KL ←", "Main head", "Branch 1", "Branch 2"],
    ["Main head", "–", "2.00", "2.00"],
    ["Branch 1", "2.00", "–", "2.00"],
    ["Branch 2", "2.00", "2.00", "–"],
  ]);
  act(() => stage.store.getState().scrubTo(10));
  expect(cells()[1]?.[2]).toBe("2.50");
});

it("shows what a rule makes of the losses, and says where the sum stood in", () => {
  const stage = labStage();
  stage.store.getState().loadPreset("smoke");
  stage.store.getState().play();
  const { record } = stage.store.getState();
  if (record === undefined) throw new Error("nothing was started");
  const events = sampleEvents(record.run, record.experiment, 20).map((event): TrainEvent => {
    if (event.type !== "step" || event.step % 5 !== 1) return event;
    const combined = event.step === 6 ? { fallback: "negative" as const } : { weights: [1.25, 1, 0.75] };
    return { ...event, arms: event.arms.map((arm, index) => (index === 0 ? { ...arm, combined } : arm)) };
  });
  stage.say({ type: "events", events });
  render(stage.wrap(<LossTerms />));
  expect(screen.getAllByText(/on top of its weight/)).toHaveLength(1);
  expect(screen.getByText("1.25")).toBeTruthy();
  expect(
    screen.getByText("The sum stood in at 1 of 4 weighings: a head would have unlearnt its own layers."),
  ).toBeTruthy();
});

it("shows the gradient's length where an arm clips, and at how many steps it was too long", () => {
  const stage = labStage();
  stage.store.getState().loadPreset("smoke");
  stage.store.getState().setField(["arms", 0, "learning"], { rate: 1, trunkFirst: 0, clip: 2, start: "" });
  stage.store.getState().play();
  const { record } = stage.store.getState();
  if (record === undefined) throw new Error("nothing was started");
  const events = sampleEvents(record.run, record.experiment, 20).map((event): TrainEvent =>
    event.type === "step"
      ? {
          ...event,
          arms: event.arms.map((arm, index) => (index === 0 ? { ...arm, norm: event.step < 6 ? 8 : 1.5 } : arm)),
        }
      : event,
  );
  stage.say({ type: "events", events });
  render(stage.wrap(<LossTerms />));
  expect(screen.getAllByText("Gradient's length")).toHaveLength(1);
  expect(screen.getByText("Clipped at 5 of 20 steps, at most to 25 % of its length.")).toBeTruthy();
});

it("keeps what is no imitation in the list, and arms without any have no table", () => {
  trained();
  expect(screen.queryByRole("table", { name: /arm A/ })).toBeNull();
  expect(screen.getAllByText("CE main")).toHaveLength(2);
  const items = screen.getAllByRole("listitem").map(({ textContent }) => textContent ?? "");
  expect(items).toHaveLength(8);
  expect(items.filter((text) => text.startsWith("KL"))).toEqual([]);
});

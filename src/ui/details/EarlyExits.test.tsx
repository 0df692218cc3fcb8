// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { networksOf } from "../../experiment/networks";
import { exitCosts, plainCost } from "../../graph/exitCosts";
import { MAIN } from "../../graph/networkGraph";
import type { TrainEvent } from "../../protocol/event";
import { packNumbers } from "../../protocol/packed";
import { sampleEvents } from "../../protocol/testing/sampleEvents";
import { labStage, type LabStage } from "../testing/renderLab";
import { exitWords } from "../words/exitWords";
import { EarlyExits } from "./EarlyExits";

afterEach(cleanup);

const IMAGES = 40;

/** Branches are fully sure of the first half of the images and 60 of 255 sure of the others, main of all. */
function trained(stage: LabStage): void {
  stage.store.getState().play();
  const { record } = stage.store.getState();
  if (record === undefined) throw new Error("nothing was started");
  const head = (sure: number) => ({
    guesses: packNumbers(new Uint16Array(IMAGES)),
    confidence: packNumbers(Uint8Array.from({ length: IMAGES }, (_, image) => (image < sure ? 255 : 60))),
  });
  const samples = networksOf(record.experiment).arms.map((arm) =>
    Object.fromEntries(
      (arm?.graph.heads ?? []).map(({ branch }) => [branch, head(branch === MAIN ? IMAGES : IMAGES / 2)]),
    ),
  );
  const events = sampleEvents(record.run, record.experiment, record.budget).map((event): TrainEvent =>
    event.type === "evaluation" ? { ...event, images: IMAGES, samples } : event,
  );
  stage.say({ type: "events", events });
  render(stage.wrap(<EarlyExits />));
}

function smoke(): LabStage {
  const stage = labStage();
  stage.store.getState().loadPreset("smoke");
  return stage;
}

/** What leaves at each head of the first arm. */
const leavers = (): readonly (string | null | undefined)[] =>
  within(screen.getAllByRole("rowgroup")[1] ?? document.body)
    .getAllByRole("row")
    .map((row) => row.children[3]?.textContent);

it("says how many images leave at which head, and what that costs, at the threshold chosen", async () => {
  const stage = smoke();
  trained(stage);
  await screen.findByRole("table");
  expect(leavers()).toEqual(["50\u00a0%", "0\u00a0%", "50\u00a0%", ""]);
  const graph = networksOf(stage.store.getState().experiment).arms[0]?.graph;
  if (graph === undefined) throw new Error("arm A has no network");
  const [first, , last] = exitCosts(graph).map(({ multiplyAdds }) => multiplyAdds);
  const work = Math.round((50 * ((first ?? 0) + (last ?? 0))) / plainCost(graph));
  expect(screen.getByText(new RegExp(`^Arm A: \\.\\d{3} right at ${work}\\s% of main's work, area \\.`))).toBeTruthy();

  const slider = screen.getByRole("slider", { name: new RegExp(exitWords.threshold) });
  fireEvent.change(slider, { target: { value: "60" } });
  expect(leavers()).toEqual(["100\u00a0%", "0\u00a0%", "0\u00a0%", ""]);
  fireEvent.change(slider, { target: { value: "256" } });
  expect(leavers()).toEqual(["0\u00a0%", "0\u00a0%", "100\u00a0%", ""]);
  expect(slider.getAttribute("aria-valuetext")).toBe(exitWords.never);
});

it("says that branches as heavy as main save nothing", async () => {
  trained(smoke());
  await screen.findByRole("table");
  expect(screen.getByText(new RegExp(`^Arm B: .* ${exitWords.noSaving}`))).toBeTruthy();
});

it("says what is missing where no arm has a branch", async () => {
  const stage = smoke();
  const { experiment, forkAt } = stage.store.getState();
  for (const site of new Set(experiment.arms.flatMap(({ forks }) => forks.map((fork) => fork.site)))) forkAt(site);
  trained(stage);
  expect(await screen.findByText(exitWords.noBranches)).toBeTruthy();
});

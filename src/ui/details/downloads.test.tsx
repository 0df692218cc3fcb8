// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { sampleEvents } from "../../protocol/testing/sampleEvents";
import { LabContext, TurnedRecord } from "../common/labContext";
import { labStage } from "../testing/renderLab";
import { detailsStrings } from "../words/detailsStrings";
import { Downloads } from "./DetailsPanel";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

it.each([detailsStrings.csv, detailsStrings.json])("%s holds what the charts have yet to draw", async (button) => {
  const stage = labStage();
  const { store } = stage;
  store.getState().loadPreset("smoke");
  store.getState().play();
  const { record } = store.getState();
  if (record === undefined) throw new Error("nothing was started");
  const events = sampleEvents(record.run, record.experiment, 9);
  const until = (step: number) => events.filter((event) => event.step <= step);
  stage.say({ type: "events", events: until(3) });
  // What is drawn around it is what was there now: its next turn never comes.
  render(
    <LabContext value={stage.lab}>
      <TurnedRecord value={{ record: store.getState().record }}>
        <Downloads />
      </TurnedRecord>
    </LabContext>,
  );
  act(() => stage.say({ type: "events", events: events.slice(until(3).length) }));
  const blobs: Blob[] = [];
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => `blob:${blobs.push(blob as Blob)}`);
  fireEvent.click(screen.getByRole("button", { name: button }));
  const text = (await blobs[0]?.text()) ?? "";
  expect(text).toMatch(button === detailsStrings.csv ? /^9,/m : /\[\s*9,/);
});

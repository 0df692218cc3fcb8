// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { formatClaim } from "../../experiment/link/claim";
import { encodeLink } from "../../experiment/link/encode";
import { findPreset, smallData } from "../../experiment/presets";
import type { EngineRecord } from "../../protocol/event";
import { sampleEvents } from "../../protocol/testing/sampleEvents";
import { claimOf } from "../../record/claimOf";
import { foldRun } from "../../record/foldRun";
import { newRun } from "../../record/runRecord";
import { labStage, type LabStage } from "../testing/renderLab";
import { shareStrings } from "../words/shareStrings";
import { ClaimNotice } from "./ClaimNotice";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const wasm: EngineRecord = { engine: "wasm", backend: "cpu", adapter: "" };
const compiled: EngineRecord = { engine: "compiled", backend: "webgpu", adapter: "x" };
const eventsOn = (run: string, engine: EngineRecord) =>
  sampleEvents(run, smoke, 40).map((event) => (event.type === "started" ? { ...event, engine } : event));
/** Results that the engine in WebAssembly made. */
const sent = encodeLink(smoke, [], formatClaim(claimOf(eventsOn("r", wasm).reduce(foldRun, newRun("r", smoke))) ?? {}));

let stage: LabStage;
beforeEach(async () => {
  stage = labStage();
  const choices = ["auto", "compiled", "wasm"] as const;
  stage.say({ type: "capabilities", capabilities: { engine: compiled, software: false, choices } });
  stage.store.getState().openLink(sent);
  await vi.waitFor(() => expect(stage.store.getState().linkClaim?.exact).toBeDefined());
  act(() => void render(stage.wrap(<ClaimNotice />)));
});
afterEach(cleanup);

/** Trains to the end on this engine. */
function play(engine: EngineRecord): void {
  act(() => {
    if (stage.store.getState().record === undefined) stage.store.getState().play();
    const run = stage.store.getState().record?.run ?? "";
    stage.say({ type: "events", events: eventsOn(run, engine) });
  });
}

it("exact results say so, and equal ones on the same engine are reproduced to the last digit", () => {
  expect(screen.getByText(/equal them to the last digit/)).toBeTruthy();
  play(wasm);
  expect(screen.getByText(shareStrings.reproducedBits)).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});

it("exact results that were checked on another engine say what that is worth, and are checked in full when asked to", () => {
  play(compiled);
  expect(screen.getByText(shareStrings.comparable)).toBeTruthy();
  expect(screen.queryByText(shareStrings.reproducedBits)).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: shareStrings.verifyExactly }));
  expect(stage.store.getState()).toMatchObject({ engineChoice: "wasm", record: { phase: "preparing" } });
  play(wasm);
  expect(screen.getByText(shareStrings.reproducedBits)).toBeTruthy();
});

it("exact results that differ in one value say so", () => {
  act(() => {
    stage.store.getState().play();
    const run = stage.store.getState().record?.run ?? "";
    const events = eventsOn(run, wasm).map((event) =>
      event.type === "step" && event.step === 3 ? { ...event, learningRate: event.learningRate * 1.001 } : event,
    );
    stage.say({ type: "events", events });
  });
  expect(screen.getByText(shareStrings.differsInBits)).toBeTruthy();
});

// @vitest-environment happy-dom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { EngineRecord } from "../../protocol/event";
import { sampleEvents } from "../../protocol/testing/sampleEvents";
import { labStage } from "../testing/renderLab";
import { strings } from "../words/strings";
import { EngineDialog } from "./EngineDialog";
import { engineDialogWords } from "../words/engineDialogWords";

afterEach(cleanup);

/** The dialog on a machine whose WebGPU computes on the processor, beside a run on this engine. */
function shown(engine: EngineRecord): void {
  const stage = labStage();
  const compiled: EngineRecord = { engine: "compiled", backend: "webgpu", adapter: "google swiftshader" };
  stage.say({ type: "capabilities", capabilities: { engine: compiled, software: true, choices: ["auto"] } });
  stage.store.getState().loadPreset("smoke");
  stage.store.getState().play();
  const { record } = stage.store.getState();
  if (record === undefined) throw new Error("nothing was started");
  const events = sampleEvents(record.run, record.experiment, 1).map((event) =>
    event.type === "started" ? { ...event, engine } : event,
  );
  stage.say({ type: "events", events });
  act(() => void render(stage.wrap(<EngineDialog />)));
}

it("of a run on WebGPU names the adapter, and says that it is none of a graphics card", () => {
  shown({ engine: "compiled", backend: "webgpu", adapter: "google swiftshader" });
  expect(screen.getByText("google swiftshader")).toBeTruthy();
  expect(screen.getByText(strings.engine.software)).toBeTruthy();
});

it("of a run on the processor says nothing of adapters and WebGPU", () => {
  shown({ engine: "wasm", backend: "cpu", adapter: "" });
  expect(screen.getByText("CPU, WebAssembly")).toBeTruthy();
  expect(screen.queryByText(engineDialogWords.adapter)).toBeNull();
  expect(screen.queryByText(strings.engine.software)).toBeNull();
});

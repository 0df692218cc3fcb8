// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
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

it("on a graphics card lists how each shape is computed, what was slower, and chooses again", () => {
  const stage = labStage();
  const engine: EngineRecord = { engine: "compiled", backend: "webgpu", adapter: "some card" };
  stage.say({ type: "capabilities", capabilities: { engine, software: false, choices: ["auto"] } });
  const [tiles, direct] = ["p4c4r16s32768g64x64", "p4c4r16s32768"];
  const shapes = {
    "3x3/2 16>32 @32x32 x64": { variant: tiles, ms: { [direct]: 0.3, [tiles]: 0.125 } },
    "5x5/1 8>8 g2 @8x8 x4": { variant: direct, ms: {} },
    "of a later version": { variant: "q9", ms: {} },
  };
  stage.say({ type: "tuned", table: { machine: "m", shapes } });
  act(() => void render(stage.wrap(<EngineDialog />)));
  expect(screen.getByText("3×3, stride 2, 16 to 32 channels, 32×32 px, 64 images")).toBeTruthy();
  const ways = screen.getAllByRole("listitem", { hidden: true });
  expect(ways.map(({ textContent }) => textContent)).toEqual([
    "matrix product in tiles of 64×64: .13\u00a0ms",
    "directly, 4 pixels by 4 channels at a time: .30\u00a0ms",
  ]);
  expect(ways[0]?.getAttribute("aria-current")).toBe("true");
  expect(screen.getByText("5×5, stride 1, 8 to 8 channels in 2 groups, 8×8 px, 4 images")).toBeTruthy();
  expect(screen.getByText("of a later version")).toBeTruthy();
  expect(screen.getByText("q9 (estimated)")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: engineDialogWords.tuneAgain, hidden: true }));
  expect(stage.asked.at(-1)).toBe("tune again");
  expect(screen.getByText(engineDialogWords.tunesNext)).toBeTruthy();
});

it("in software promises no choice of kernels, whatever the address asks for", () => {
  const stage = labStage();
  const engine: EngineRecord = { engine: "compiled", backend: "webgpu", adapter: "google swiftshader" };
  stage.say({ type: "capabilities", capabilities: { engine, software: true, choices: ["auto"] } });
  stage.store.getState().tuneAgain();
  act(() => void render(stage.wrap(<EngineDialog />)));
  expect(screen.queryByText(engineDialogWords.tunesNext)).toBeNull();
});

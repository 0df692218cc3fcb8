// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { findPreset, smallData } from "../../experiment/presets";
import type { TrainEvent } from "../../protocol/event";
import { sampleEvents } from "../../protocol/testing/sampleEvents";
import { Notices } from "../notices/Notices";
import { labStage, type LabStage } from "../testing/renderLab";
import { RunBar } from "./RunBar";

afterEach(cleanup);

const smoke = findPreset("smoke")?.experiment ?? smallData;
const long = { ...smoke, training: { ...smoke.training, budget: 200 } };

function open(): LabStage {
  const stage = labStage();
  stage.store.getState().loadExperiment(long);
  render(
    stage.wrap(
      <>
        <Notices />
        <RunBar />
      </>,
    ),
  );
  return stage;
}

/** Lets the run on display get to a step, then tells more. */
function tell(stage: LabStage, until: number, ...more: readonly TrainEvent[]): void {
  const run = stage.store.getState().record?.run ?? "";
  const events = [...sampleEvents(run, long, until), ...more].map((event) => ({ ...event, run }));
  act(() => stage.say({ type: "events", events }));
}
const press = (name: string | RegExp): void => void fireEvent.click(screen.getByRole("button", { name }));

describe("the speed", () => {
  it("is chosen from a labelled list and goes to the run under way", () => {
    const stage = open();
    press("Play");
    tell(stage, 20);
    const speed = screen.getByRole("combobox", { name: "Speed" });
    expect(within(speed).getAllByRole("option")).toHaveLength(5);
    fireEvent.change(speed, { target: { value: "2" } });
    expect(stage.asked.at(-1)).toBe("pace run-1 2");
    fireEvent.change(speed, { target: { value: "full" } });
    expect(stage.asked.at(-1)).toBe("pace run-1 full");
  });
});

describe("the clock", () => {
  it("tells steps and images a second while it runs, and not afterwards", () => {
    const stage = open();
    press("Play");
    tell(stage, 20);
    // Steps of 10 ms, probes of 5 ms every 5 steps; batches of 8 in two arms.
    expect(screen.getByText("91 steps/s, 1,455 images/s")).toBeTruthy();
    act(() => stage.say({ type: "events", events: [{ run: "run-1", step: 20, type: "paused" }] }));
    expect(screen.queryByText(/images\/s/)).toBeNull();
  });

  it("says when and why a run stopped early", () => {
    const stage = open();
    press("Play");
    const early: TrainEvent = { run: "", step: 60, type: "finished", reason: "completed", early: { evaluations: 3 } };
    tell(stage, 60, early);
    expect(screen.getByText("stopped early at step 60: no arm improved for 3 evaluations")).toBeTruthy();
  });

  it("does not say how a run ended where an earlier step is on display", () => {
    const stage = open();
    press("Play");
    tell(stage, 60, { run: "", step: 60, type: "finished", reason: "completed" });
    expect(screen.getByText(/finished$/)).toBeTruthy();
    act(() => stage.store.getState().scrubTo(20));
    expect(screen.queryByText(/finished/)).toBeNull();
    expect(screen.getByText(/^epoch [\d.]+$/)).toBeTruthy();
  });

  it("says that a hidden page was held back", () => {
    const stage = open();
    press("Play");
    tell(stage, 20);
    const hide = (hidden: boolean): void => {
      vi.spyOn(document, "hidden", "get").mockReturnValue(hidden);
      act(() => void document.dispatchEvent(new Event("visibilitychange")));
    };
    hide(true);
    const slow = sampleEvents("run-1", long, 30).filter((event) => event.type === "step" && event.step > 20);
    const events = slow.map((event): TrainEvent => (event.type === "step" ? { ...event, stepMs: 1000 } : event));
    act(() => stage.say({ type: "events", events }));
    hide(false);
    expect(screen.getByText(/images\/s, slowed while hidden$/)).toBeTruthy();
    hide(true);
    expect(screen.queryByText(/slowed while hidden/)).toBeNull();
    vi.restoreAllMocks();
  });
});

describe("a run that diverged", () => {
  const divergence = { arm: "A", what: "s2b1.conv1", value: "Infinity", kind: "activation", step: 88, term: "ce/main" };
  const end = { run: "", step: 90, type: "finished", reason: "diverged", divergence } as TrainEvent;

  it("is told by its first bad tensor, with the likely cause", async () => {
    const stage = open();
    press("Play");
    tell(stage, 90, end);
    const notice = await screen.findByRole("alert");
    expect(notice.textContent).toContain(
      "s2b1.conv1 (activation) is Infinity at step 88; its parameters were still finite. The first loss to show it was ce/main.",
    );
    expect(notice.textContent).toContain("Likely cause: the learning rate, .1 at that step, is too high.");
  });

  it("goes back with one click and says from where", async () => {
    const stage = open();
    press("Play");
    tell(stage, 90, end);
    fireEvent.click(await screen.findByRole("button", { name: "Back 50 steps with a third of the learning rate" }));
    expect(stage.asked.at(-1)).toBe("start run-2 from run-1 at 40");
    tell(stage, 30, { run: "", step: 30, type: "restarted", error: { code: "branched", message: "Goes on." } });
    expect(
      await screen.findByText(
        "Continues from step 30 of the previous run, with a third of its learning rate from step 40 on.",
      ),
    ).toBeTruthy();
    tell(stage, 0, { run: "", step: 0, type: "restarted", error: { code: "anew", message: "Again." } });
    expect(screen.getByText(/so training restarts from step 0/)).toBeTruthy();
  });

  it("starts again with a longer warm-up", async () => {
    const stage = open();
    press("Play");
    tell(stage, 90, end);
    fireEvent.click(await screen.findByRole("button", { name: "Start again with a longer warm-up" }));
    expect(stage.store.getState().experiment.training.warmup).toBe(2 * long.training.warmup);
    expect(stage.asked.at(-1)).toBe("start run-2");
  });
});

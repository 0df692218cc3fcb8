// @vitest-environment happy-dom
import { act, cleanup, configure, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sampleEvents } from "../../protocol/testing/sampleEvents";
import type { TrainEvent } from "../../protocol/event";
import { App } from "../App";
import { labStage, type LabStage } from "../testing/renderLab";
import { seedJudgement } from "../../record/seeds/seedStatement";
import { LeadText } from "./Lead";
import { seedText } from "../words/seedWords";

// The plot and the table come late, which a busy machine takes its time for.
configure({ asyncUtilTimeout: 15_000 });

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

function open(): LabStage {
  const stage = labStage();
  render(stage.wrap(<App />));
  act(() => stage.store.getState().loadPreset("smoke"));
  return stage;
}

/** Ends the run on display with arm B ahead by so many points more than the sample's five. */
function finish(stage: LabStage, more: number): void {
  const { record } = stage.store.getState();
  if (record === undefined) throw new Error("nothing was started");
  const events = sampleEvents(record.run, record.experiment, 40).map((event): TrainEvent =>
    event.type !== "evaluation" || !event.final
      ? event
      : {
          ...event,
          arms: event.arms.map((arm, index) => ({
            ...arm,
            accuracy: Object.fromEntries(
              Object.entries(arm["accuracy"] ?? {}).map(([branch, value]) => [branch, value + (index * more) / 100]),
            ),
          })),
        },
  );
  act(() => stage.say({ type: "events", events }));
}

const press = (name: string): void => void fireEvent.click(screen.getByRole("button", { name }));

describe("several seeds", () => {
  it("are run from the verdict, and what they say grows with them", async () => {
    const stage = open();
    press("Play");
    finish(stage, 0);
    expect(screen.getByText("One seed is not evidence.")).toBeTruthy();
    press("Run 3 seeds");
    expect(stage.store.getState().seeds).toEqual([42, 43, 44]);
    expect(screen.getByText("seed 43, 2 of 3")).toBeTruthy();
    finish(stage, 2);
    expect(screen.getByText("B is ahead in 2 of 2 seeds, mean +6.0 points.")).toBeTruthy();
    expect(screen.getByText("Two seeds are an indication, not proof.")).toBeTruthy();
    finish(stage, -8);
    expect(screen.getByText("The seeds disagree: B is ahead in 2 of 3.")).toBeTruthy();
    expect(screen.getByText(/B\s−\sA has mean \+3\.0 points\./)).toBeTruthy();
    expect(
      await screen.findByRole("img", {
        name: /^A: mean \.600 over 3 seeds \(\.600, \.600, \.600\); B: mean \.630 over/,
      }),
    ).toBeTruthy();
    expect(stage.asked.filter((line) => line.startsWith("start"))).toHaveLength(3);
    expect(screen.queryByRole("button", { name: "Run 3 seeds" })).toBeNull();
    expect(screen.getByRole("button", { name: "Replay" })).toBeTruthy();
  });

  it("stand in a table from which each run is shown", async () => {
    const stage = open();
    act(() => stage.store.getState().runSeeds(2));
    finish(stage, 0);
    finish(stage, 2);
    fireEvent.click(
      within(screen.getByRole("region", { name: /^What is compared/ })).getByRole("button", { name: "All seeds" }),
    );
    const table = await screen.findByRole("table", { name: "Main head on the whole test set by seed and arm" });
    const rows = within(table)
      .getAllByRole("row")
      .map((row) => row.textContent);
    expect(rows.slice(1)).toEqual([
      "42.600.650+5.0Show",
      "43.600.670+7.0shown",
      "Mean.600.660+6.0",
      "Deviation.000.0141.4",
    ]);
    await act(async () => {
      fireEvent.click(within(table).getByRole("button", { name: "Show the run of seed 42" }));
      await Promise.resolve();
    });
    expect(stage.store.getState()).toMatchObject({
      experiment: { seed: 42 },
      record: { run: "run-1" },
      seeds: [42, 43],
    });
  });

  it("are chosen beside the seed, and a count that does not fit says why", () => {
    const stage = open();
    const field = screen.getByRole("combobox", { name: "Seeds" });
    fireEvent.change(field, { target: { value: "3" } });
    fireEvent.blur(field);
    expect(stage.store.getState().seeds).toEqual([42, 43, 44]);
    expect(screen.getByText("42, 43, 44: 0 finished")).toBeTruthy();
    fireEvent.change(field, { target: { value: "11" } });
    fireEvent.blur(field);
    expect(screen.getByRole("alert").textContent).toMatch(/a whole number from 1 to 10/);
    expect(stage.store.getState().seeds).toHaveLength(3);
  });
});

describe("the headline", () => {
  const clear = { points: 9, noise: 2, kind: "clear", step: 40, images: 2000, split: "test", final: true } as const;
  const said = (now: Parameters<typeof LeadText>[0]["now"], points: readonly number[]): string => {
    const seeds = seedJudgement(
      points.map((value, seed) => ({ seed, points: value })),
      now,
    );
    const { container, unmount } = render(<LeadText {...{ now, seeds, first: 0, second: 1 }} />);
    const text = container.textContent;
    unmount();
    return text;
  };

  it("names a leader beyond the noise only, and says when both arms guess", () => {
    expect(said(clear, [])).toBe("B leads by 9.0 points");
    expect(said({ ...clear, points: 1.9, kind: "unclear" }, [])).toBe("No clear difference");
    expect(said({ ...clear, kind: "chance" }, [])).toBe("Both arms at chance");
  });

  it("is the mean of the finished seeds, whatever the last of them says", () => {
    expect(said({ ...clear, points: -1 }, [3, 3.2, 3.4])).toBe("B leads by 3.2 points over 3 seeds");
    expect(said(clear, [9, -1, 1])).toBe("No clear difference");
    expect(said(clear, [-4, -5])).toBe("A leads by 4.5 points over 2 seeds");
  });
});

describe("what seeds are worth in words", () => {
  it("says few, enough, or neither, and never more than they do", () => {
    expect(seedText({ kind: "agree", leader: "first", n: 3, mean: -2.1 }, "A", "B")).toEqual({
      text: "A is ahead in 3 of 3 seeds, mean +2.1 points.",
      worth: "Three seeds are an indication, not proof.",
    });
    expect(seedText({ kind: "agree", leader: "second", n: 6, mean: 2.1 }, "A", "B").worth).toBe(
      "Six seeds agree, for this setup and no other.",
    );
    expect(seedText({ kind: "disagree", leader: undefined, ahead: 1, n: 2, mean: -0.4 }, "B", "D")).toEqual({
      text: "The seeds disagree.",
      worth: "D\u00a0−\u00a0B has mean −.4 points.",
    });
    expect(seedText({ kind: "level", n: 2 }, "A", "B").text).toBe("No difference in 2 seeds.");
  });
});

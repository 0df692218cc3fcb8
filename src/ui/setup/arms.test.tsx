// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { useChartedArms } from "../common/useShownArms";
import { previewText } from "../diagram/SitePreview";
import { labStage, type LabStage } from "../testing/renderLab";
import { SetupColumn } from "./SetupColumn";

afterEach(cleanup);

function open(): LabStage {
  const stage = labStage();
  render(stage.wrap(<SetupColumn withRuns={false} />));
  return stage;
}

const card = (name: RegExp) => within(screen.getByRole("region", { name }));
const press = (name: string | RegExp): void => void fireEvent.click(screen.getByRole("button", { name }));

describe("arms", () => {
  it("are duplicated, removed and looked at alone from their cards", () => {
    const stage = open();
    const paired = screen.getByRole("button", { name: "arm" }).closest("p")?.textContent;
    expect(paired).toMatch(/^Paired: every arm gets the same seed, in/);
    press("Duplicate arm B");
    press("Duplicate arm C");
    expect(stage.store.getState().experiment.arms.map(({ method }) => method.kind)).toEqual([
      "dsn",
      "dhm",
      "dhm",
      "dhm",
    ]);
    expect(screen.getByRole("button", { name: "Duplicate arm A" })).toHaveProperty("disabled", true);
    press("Solo: show arm C alone");
    expect(stage.store.getState().soloArm).toBe(2);
    expect(screen.getByRole("button", { name: "Solo: show arm C alone", pressed: true })).toBeTruthy();
    press("Solo: show arm C alone");
    expect(stage.store.getState().soloArm).toBeUndefined();
    for (const letter of ["D", "C", "B"]) press(`Remove arm ${letter}`);
    expect(screen.getByRole("button", { name: "Remove arm A" })).toHaveProperty("disabled", true);
    expect(screen.queryByText(/^Paired/)).toBeNull();
    expect(screen.queryByRole("button", { name: /^Solo/ })).toBeNull();
  });

  it("that are locked have no control that changes them, and say why", () => {
    const stage = open();
    press("Lock arm A");
    const a = card(/^Arm A/);
    expect(a.getByText(/^Locked\. Its settings stay/)).toBeTruthy();
    const group = a.getByRole("group", { name: "Settings of arm A" });
    expect(group).toHaveProperty("disabled", true);
    expect(within(group).getAllByRole("combobox").length).toBeGreaterThanOrEqual(2);
    expect(a.queryByRole("button", { name: /As in the paper/ })).toBeNull();
    expect(screen.getByRole("button", { name: "Remove arm A" })).toHaveProperty("disabled", true);
    expect(card(/^Arm B/).queryByText(/^Locked/)).toBeNull();
    press("Lock arm A");
    expect(stage.store.getState().locked).toEqual([false, false]);
  });

  it("that are locked are named where one forks", () => {
    const { store } = labStage();
    const text = (site: string): string => previewText(store.getState().experiment, site, store.getState().locked);
    store.getState().lockArm(0, true);
    expect(text("stem")).toMatch(
      /^After the stem: B \+[\d.]+ k parameters, [^;]+ compute; trains stem\. Arm A is locked and stays\.$/,
    );
    store.getState().forkAt("stem");
    expect(text("stem")).toMatch(/^After the stem: weight 1; switch off to remove/);
    store.getState().lockArm(1, true);
    expect(text("stem")).toBe("Every arm is locked: unlock one to fork here.");
  });
});

describe("accuracies in the charts", () => {
  it("are those of the compared arms, of one alone, or of all, the compared ones first", () => {
    const stage = labStage();
    function Charted() {
      return <output>{useChartedArms().join()}</output>;
    }
    render(stage.wrap(<Charted />));
    const charted = (): string => screen.getByRole("status").textContent ?? "";
    const state = stage.store.getState();
    act(() => {
      state.duplicateArm(0);
      state.duplicateArm(1);
      state.compareArms(1, 3);
    });
    expect(charted()).toBe("1,3");
    act(() => state.showEveryArm(true));
    expect(charted()).toBe("1,3,0,2");
    act(() => state.solo(2));
    expect(charted()).toBe("2");
    act(() => state.solo(undefined));
    expect(charted()).toBe("1,3,0,2");
    act(() => state.showEveryArm(false));
    expect(charted()).toBe("1,3");
  });
});

describe("undo and redo", () => {
  it("say what they take back", () => {
    const stage = open();
    expect(screen.getByRole("button", { name: "Nothing to undo" })).toHaveProperty("disabled", true);
    act(() => stage.store.getState().forkAt("s1b1"));
    press("Undo: branch after stage 1 removed");
    press("Redo: branch after stage 1 removed");
    press("Lock arm B");
    expect(screen.getByRole("button", { name: "Undo: arm B locked" })).toBeTruthy();
    act(() => stage.store.getState().loadPreset("smoke"));
    press("Undo: Smoke opened");
    fireEvent.change(screen.getByRole("combobox", { name: "Method, arm A" }), { target: { value: "plain" } });
    press(/^Undo: arm A set to Plain/);
    expect(screen.getByRole("button", { name: /^Redo: arm A set to Plain/ })).toBeTruthy();
  });
});

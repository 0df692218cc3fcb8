// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findPreset } from "../../experiment/presets";
import { networksOf } from "../../experiment/networks";
import { labStage, type LabStage } from "../testing/renderLab";
import { BranchEditors } from "./BranchEditors";
import { layoutDiagram, type DiagramLayout } from "./layout";

const smoke = findPreset("smoke")?.experiment;

// The popover interface is missing there: what a browser tells its listeners is told by hand.
beforeEach(() => {
  HTMLElement.prototype.hidePopover = vi.fn(function hide(this: HTMLElement) {
    toggle(this, "closed");
  });
});
afterEach(cleanup);

function toggle(popover: HTMLElement, newState: "open" | "closed"): void {
  for (const type of ["beforetoggle", "toggle"]) {
    fireEvent(popover, Object.assign(new Event(type, { bubbles: false }), { newState }));
  }
}

function layoutOf(stage: LabStage): DiagramLayout {
  const { trunk, arms } = networksOf(stage.store.getState().experiment);
  if (trunk === undefined) throw new Error("smoke has no trunk");
  const drawn = arms.flatMap((network, index) => (network === undefined ? [] : [{ index, network }]));
  return layoutDiagram(trunk, drawn, 1000);
}

function open(): LabStage {
  const stage = labStage();
  if (smoke !== undefined) stage.store.getState().loadExperiment(smoke);
  render(stage.wrap(<BranchEditors layout={layoutOf(stage)} />));
  return stage;
}

const button = (name: RegExp): HTMLElement => screen.getByRole("button", { name });

/** Presses a branch's button as a browser would. */
function edit(name: RegExp): HTMLElement {
  const popover = document.getElementById(button(name).getAttribute("popovertarget") ?? "");
  if (popover === null) throw new Error(`no editor for ${name}`);
  toggle(popover, "open");
  return popover;
}

describe("a branch in the diagram", () => {
  it("says what it is and is edited where it is drawn", async () => {
    const stage = open();
    const editor = edit(/^Branch 1, arm A: GAP \+ linear, weight 1\. Edit$/);
    fireEvent.change(await within(editor).findByLabelText("Design, after stage 1"), { target: { value: "conv" } });
    const weight = within(editor).getByLabelText("Weight, after stage 1");
    fireEvent.change(weight, { target: { value: ".3" } });
    fireEvent.blur(weight);
    const [first, second] = stage.store.getState().experiment.arms[0]?.forks ?? [];
    expect(first).toMatchObject({ site: "s1b1", weight: 0.3, branch: { kind: "conv" } });
    // The other branch of the arm and the other arm stay as they are.
    expect(second).toEqual(smoke?.arms[0]?.forks[1]);
    expect(stage.store.getState().experiment.arms[1]).toEqual(smoke?.arms[1]);
    expect(screen.getByText("× .3")).toBeTruthy();
  });

  it("learns at a rate of its own, which is drawn beside it, told of, and taken back", async () => {
    const stage = open();
    const editor = edit(/^Branch 1, arm A/);
    const rate = await within(editor).findByLabelText("Branch's own rate, after stage 1");
    const set = (value: string): void => {
      fireEvent.change(rate, { target: { value } });
      fireEvent.blur(rate);
    };
    set("0");
    expect(within(editor).getByText(/0.0001 to 100/)).toBeTruthy();
    expect(stage.store.getState().experiment).toEqual(smoke);
    set(".1");
    const [first, second] = stage.store.getState().experiment.arms[0]?.forks ?? [];
    expect(first).toEqual({ ...smoke?.arms[0]?.forks[0], rate: 0.1 });
    expect(second).toEqual(smoke?.arms[0]?.forks[1]);
    expect(screen.getByText("rate × .1")).toBeTruthy();
    expect(button(/^Branch 1, arm A: GAP \+ linear, weight 1, rate × \.1\. Edit$/)).toBeTruthy();
    act(() => stage.store.getState().weighFork("s1b1", -1));
    expect(screen.getAllByText(/× \.3/).map(({ textContent }) => textContent)).toEqual(["× .3, rate × .1", "× .3"]);
    act(() => stage.store.getState().undo());
    // The usual rate is not said: the experiment is the one before.
    set("1");
    expect(stage.store.getState().experiment).toEqual(smoke);
  });

  it("is removed alone, and comes back with one undo", () => {
    const stage = open();
    const editor = edit(/^Branch 2, arm B/);
    fireEvent.click(within(editor).getByRole("button", { name: "Remove this branch" }));
    const sites = () => stage.store.getState().experiment.arms.map(({ forks }) => forks.map(({ site }) => site));
    expect(sites()).toEqual([["s1b1", "s2b1"], ["s1b1"]]);
    stage.store.getState().undo();
    expect(stage.store.getState().experiment).toEqual(smoke);
  });

  it("is one tab stop with its neighbours; arrow keys move", () => {
    open();
    const stops = (): readonly HTMLElement[] =>
      screen
        .getAllByRole("button")
        .filter((element) => element.dataset["branch"] !== undefined && element.tabIndex === 0);
    expect(stops().length).toBe(1);
    const [first] = stops();
    first?.focus();
    if (first !== undefined) fireEvent.keyDown(first, { key: "ArrowRight" });
    expect(document.activeElement).not.toBe(first);
    expect(stops()).toEqual([document.activeElement]);
  });

  it("of a locked arm can be looked at, not changed", () => {
    const stage = open();
    stage.store.getState().lockArm(0, true);
    const editor = edit(/^Branch 1, arm A/);
    expect(within(editor).getByText("Arm A is locked.")).toBeTruthy();
    expect(within(editor).getByRole("group").matches(":disabled")).toBe(true);
  });
});

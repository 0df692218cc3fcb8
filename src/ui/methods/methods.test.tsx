// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { networksOf } from "../../experiment/networks";
import { labStage, type LabStage } from "../testing/renderLab";
import { MethodsDialog } from "./MethodsDialog";

afterEach(cleanup);

function open(): LabStage {
  const stage = labStage();
  render(stage.wrap(<MethodsDialog />));
  return stage;
}

const card = (title: string) => within(screen.getByRole("region", { name: title }));
const text = (title: string): string => screen.getByRole("region", { name: title }).textContent ?? "";
const press = (name: string): void => void fireEvent.click(screen.getByRole("button", { name }));
const experimentOf = ({ store }: LabStage) => store.getState().experiment;

it("counts terms and cost of the networks that would be trained", () => {
  open();
  expect(text("DSN")).toMatch(/3 CE(?!;)/);
  expect(text("DSL")).toContain("3 CE");
  // The formula says L = CE(z₀, y), and so do the terms.
  expect(text("Plain")).toContain("1 CE; 2 CE of heads that only watch");
  expect(text("DHM")).toContain("3 CE, 6 KL");
  expect(text("DML")).toContain("2 CE, 2 KL");
  expect(text("DML")).toContain("2.00 times the work of what ships");
  expect(text("Plain")).toContain("as much work as what ships");
});

it("describes each picture in words", () => {
  open();
  expect(card("DHM").getByRole("img").getAttribute("aria-label")).toBe(
    "DHM: a trunk and 3 heads, branches after stage 1, after stage 2; 6 terms in which one head mimics another.",
  );
  expect(card("DML").getByRole("img").getAttribute("aria-label")).toMatch(/one further network from the input on/);
});

it("puts a method into an arm, and takes it back", () => {
  const stage = open();
  const before = experimentOf(stage);
  press("DML: Use as arm B");
  expect(experimentOf(stage).arms[1]).toMatchObject({ method: { kind: "dml" }, forks: [{ site: "input" }] });
  expect(experimentOf(stage).arms[0]).toBe(before.arms[0]);
  expect(screen.getByRole("status").textContent).toContain("Arm B is now DML.");
  press("Undo");
  expect(experimentOf(stage)).toEqual(before);
});

it("more networks make more peers, and the authors' rule wider branches", () => {
  const stage = open();
  fireEvent.change(screen.getByRole("combobox", { name: "Networks of DML" }), { target: { value: "4" } });
  expect(text("DML")).toContain("4 CE, 12 KL");
  const lightly = text("DHM");
  fireEvent.change(screen.getByRole("combobox", { name: "Branches of DSL and DHM" }), {
    target: { value: "published" },
  });
  expect(text("DHM")).not.toBe(lightly);
  press("DML: Use as arm A");
  expect(networksOf(experimentOf(stage)).arms[0]?.graph.heads).toHaveLength(4);
});

it("adds arm B where there is only arm A", () => {
  const stage = labStage();
  act(() => stage.store.getState().removeArm(1));
  render(stage.wrap(<MethodsDialog />));
  expect(screen.queryByRole("button", { name: "DHM: Use as arm B" })).toBeNull();
  press("DHM: Add as arm B");
  expect(experimentOf(stage).arms.map(({ method }) => method.kind)).toEqual(["dsn", "dhm"]);
});

it("says why the trunk cannot be drawn", () => {
  const stage = labStage();
  act(() => stage.store.getState().openLink("#v1&resnet.depth=9"));
  render(stage.wrap(<MethodsDialog />));
  expect(screen.getByText(/cannot be built.*6n \+ 2/)).toBeTruthy();
});

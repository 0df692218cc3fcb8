// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, it } from "vitest";
import type { RankedQuery, TrainEvent } from "../../protocol/event";
import { MAIN } from "../../graph/networkGraph";
import { sampleEvents } from "../../protocol/testing/sampleEvents";
import { labStage, type LabStage } from "../testing/renderLab";
import { DetailsPanel } from "./DetailsPanel";
import { RankedLists } from "./RankedLists";

afterEach(cleanup);

/** The list of query 0: the given ranks show identity 5000, the others strangers; cameras as the pictures have them. */
const list = (query: number, right: readonly number[]): RankedQuery => ({
  query,
  gallery: Array.from({ length: 10 }, (_, rank) =>
    right.includes(rank) ? query + 2 + right.indexOf(rank) : 802 + rank,
  ),
  hits: Array.from({ length: 10 }, (_, rank) => right.includes(rank)),
});

const evaluation = (step: number, right: readonly number[]): TrainEvent => {
  const heads = Object.fromEntries(["s1b1", "s2b1", MAIN].map((branch) => [branch, [list(0, right), list(264, [1])]]));
  return {
    run: "run-1",
    step,
    type: "evaluation",
    images: 1600,
    final: false,
    arms: [1, 2, 3].map(() => ({ map: { main: 0.2 } })),
    rankings: [heads, heads, heads],
  };
};

function opened(part: ReactNode): LabStage {
  const stage = labStage();
  stage.store.getState().loadPreset("who-is-it");
  stage.store.getState().play();
  render(stage.wrap(part));
  return stage;
}

const listsNow = (): readonly (string | null)[] =>
  screen.getAllByRole("list").map((one) => one.getAttribute("aria-label"));

it("shows, for a query that one chooses, what each head of each arm ranks first, and whether it is right", () => {
  const stage = opened(<RankedLists />);
  expect(screen.getByText(/^Appears after the first evaluation/)).toBeTruthy();
  act(() => stage.say({ type: "events", events: [evaluation(40, [0, 2, 3])] }));
  expect(listsNow()).toEqual(
    ["A", "B"].flatMap((letter) =>
      ["Branch 1", "Branch 2", "Main head"].map((head) => `Arm ${letter}, ${head}: 3 of the first 10 are right`),
    ),
  );
  const [first] = screen.getAllByRole("list");
  if (first === undefined) throw new Error("no list");
  const pictures = within(first).getAllByRole("img");
  expect(pictures.map((picture) => picture.getAttribute("aria-label")).slice(0, 3)).toEqual([
    "identity 5000, camera 3, right",
    "identity 5100, camera 4, wrong",
    "identity 5000, camera 4, right",
  ]);
  // Not by colour alone.
  expect(within(first).getAllByText("✓")).toHaveLength(3);
  expect(within(first).getAllByText("✕")).toHaveLength(7);
  fireEvent.change(screen.getByRole("combobox", { name: "Query" }), { target: { value: "1" } });
  expect(screen.getByRole("img", { name: "Query: identity 5033, camera 1" })).toBeTruthy();
  expect(listsNow()[0]).toBe("Arm A, Branch 1: 1 of the first 10 are right");
});

it("follows the timeline", () => {
  const stage = opened(<RankedLists />);
  const { experiment } = stage.store.getState();
  const steps = sampleEvents("run-1", experiment, 80).filter(({ type }) => type === "step");
  act(() => stage.say({ type: "events", events: [...steps, evaluation(40, [0]), evaluation(80, [0, 1, 2, 3, 4])] }));
  expect(listsNow()[0]).toMatch(/5 of the first 10/);
  act(() => stage.store.getState().scrubTo(79));
  expect(listsNow()[0]).toMatch(/1 of the first 10/);
  act(() => stage.store.getState().scrubTo(39));
  expect(screen.getByText(/^Appears after the first evaluation/)).toBeTruthy();
});

it("stands where identities are looked for, and only there", () => {
  const stage = opened(<DetailsPanel />);
  const tabs = (): readonly (string | null)[] => screen.getAllByRole("tab").map(({ textContent }) => textContent);
  expect(tabs()[0]).toBe("Ranked list");
  expect(tabs()).not.toContain("Texture or composition");
  act(() => stage.store.getState().loadPreset("small-data"));
  expect(tabs()[0]).toBe("Texture or composition");
  expect(tabs()).not.toContain("Ranked list");
});

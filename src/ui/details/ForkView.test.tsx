// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { observes } from "../../experiment/network";
import type { ProbeRecord, TrainEvent } from "../../protocol/event";
import { everyPartCame } from "../testing/everyPartCame";
import { labStage, type LabStage } from "../testing/renderLab";
import { forkWords } from "../words/forkWords";
import { ForkView } from "./ForkView";

afterEach(cleanup);

const LOSSES = ["ce/main", "ce/stem", "ce/s1b1", "ce/s2b1"];
/** Which losses reach a block. */
const REACH: readonly (readonly [layer: string, stage: string, losses: readonly number[]])[] = [
  ["stem.conv", "stem", [0, 1, 2, 3]],
  ["s1b1.conv1", "s1", [0, 2, 3]],
  ["s2b1.conv1", "s2", [0, 3]],
];

/** Every two losses at the cosine that `apart` says on each block; true and false are −.5 and .5. */
const probe = (apart: (a: number, b: number) => boolean | number): ProbeRecord =>
  ({
    layers: REACH.map(([layer, stage]) => ({ layer, stage })),
    losses: LOSSES,
    gram: REACH.flatMap(([, , reached]) =>
      LOSSES.flatMap((_, a) =>
        LOSSES.map((__, b) => {
          if (!reached.includes(a) || !reached.includes(b)) return 0;
          const said = a === b ? 1 : apart(Math.min(a, b), Math.max(a, b));
          return typeof said === "number" ? said : said ? -0.5 : 0.5;
        }),
      ),
    ),
  }) as ProbeRecord;

/** The default experiment with an arm that watches, run as far as some probes. */
function played(
  stage: LabStage,
  probes: number,
  apart: (probe: number, a: number, b: number) => boolean | number,
): void {
  act(() => stage.store.getState().play());
  const { record } = stage.store.getState();
  if (record === undefined) throw new Error("nothing was started");
  const { run, experiment } = record;
  const events = Array.from({ length: probes }, (_, at): TrainEvent => {
    const told = probe((a, b) => apart(at, a, b));
    const none = { layers: [], losses: [], gram: [] } as unknown as ProbeRecord;
    const arms = experiment.arms.map((arm) => (observes(arm) ? told : none));
    return { run, step: 25 * at, type: "probe", kind: "live", probeMs: 1, arms };
  });
  act(() => stage.say({ type: "events", events }));
}

function opened(watching = true): LabStage {
  const stage = labStage();
  render(stage.wrap(<ForkView />));
  if (watching) fireEvent.click(screen.getByRole("button", { name: forkWords.every }));
  return stage;
}

it("offers to watch every site, and says when the set-up does", () => {
  const stage = opened();
  const { experiment } = stage.store.getState();
  expect(experiment.arms.map(({ forks }) => forks.map(({ site }) => site))).toEqual([
    ["s1b1", "s2b1"],
    ["s1b1", "s2b1"],
    ["stem", "s1b1", "s2b1"],
  ]);
  expect(screen.queryByRole("button", { name: forkWords.every })).toBeNull();
  expect(screen.getByText(forkWords.ready)).toBeTruthy();
  act(() => stage.store.getState().undo());
  expect(screen.getByRole("button", { name: forkWords.every })).toBeTruthy();
});

it("proposes forks with the reason, and hands them to the ablation with their neighbours", async () => {
  const stage = opened();
  // Main and the stem's head always pull apart, the stem's and the others' never, main and the others in one probe of four.
  played(stage, 16, (at, a, b) => (a === 0 && b === 1) || (a === 0 && at % 4 === 0));
  // After stages 1 and 2 a quarter of five curves and none of two: 1.25 of 7. At the stem and after stage 2 one curve whole, a
  // quarter of three and none of one: 1.75 of 5.
  const told = screen.getByRole("status").textContent;
  expect(told).toContain(
    forkWords
      .proposal(["after stage 1", "after stage 2"], "0", "17.9 %", ["after the stem", "after stage 2"], "35.0 %")
      .replaceAll(" %", "\u00a0%"),
  );
  expect(told).toContain(forkWords.steady);
  expect(told).toContain(forkWords.already(["A", "B"]));
  const trunk = screen.getByRole("list", { name: forkWords.trunk });
  expect(within(trunk).getAllByText(forkWords.proposed)).toHaveLength(2);

  fireEvent.change(screen.getByRole("combobox", { name: forkWords.forks }), { target: { value: "1" } });
  expect(within(trunk).getAllByText(forkWords.proposed)).toHaveLength(1);
  fireEvent.click(screen.getByRole("button", { name: forkWords.test }));
  expect(stage.store.getState().dialog).toEqual({
    kind: "sweep",
    fill: { sites: ["stem", "s1b1", "s2b1"], methods: ["dsn", "dhm"], seeds: [46, 47, 48] },
  });
  await everyPartCame();
});

it("gives a reason where there is no proposal", () => {
  const none = opened(false);
  expect(screen.getByText(forkWords.reasons.unrun)).toBeTruthy();
  played(none, 16, () => false);
  // Two heads of the first visit's arms, of three sites: they are compared, and the third may be watched.
  expect(screen.getByText(forkWords.watches("A", 2, 3))).toBeTruthy();
  cleanup();

  const few = opened();
  played(few, 3, () => false);
  expect(screen.getByRole("status").textContent).toBe(forkWords.reasons.fewProbes(3, 12));
  cleanup();

  const alike = opened();
  played(alike, 12, () => true);
  expect(screen.getByRole("status").textContent).toBe(forkWords.reasons.equal("0", "100.0\u00a0%", false));
});

it("counts conflicts below a threshold that one chooses, and the proposal and its reason follow", () => {
  const stage = opened();
  // Main and the head after stage 2 pull slightly apart always; main and the one after stage 1 rarely, but then hard.
  played(stage, 16, (at, a, b) => (a === 0 && b === 3 ? -0.04 : a === 0 && b === 2 && at % 4 === 0 ? -0.5 : 0.5));
  const one = (name: string, value: string): void =>
    void fireEvent.change(screen.getByRole("combobox", { name }), { target: { value } });
  const said = (): string => screen.getByRole("status").textContent;
  one(forkWords.forks, "1");
  // Stem: nothing of one curve at any threshold, so it is the proposal; then a quarter of two curves against three whole ones.
  expect(said()).toContain(forkWords.proposal(["after the stem"], "0", "0.0\u00a0%", ["after stage 1"], "25.0\u00a0%"));
  expect(said()).toContain(forkWords.worst("Stage 2", "100.0\u00a0%"));
  one(forkWords.below, "-0.05");
  expect(stage.store.getState().conflictBelow).toBe(-0.05);
  expect(said()).toContain(
    forkWords.proposal(["after the stem"], "−.05", "0.0\u00a0%", ["after stage 2"], "0.0\u00a0%"),
  );
  expect(said()).toContain(forkWords.worst("Stage 1", "8.3\u00a0%"));
  expect(screen.getByText(forkWords.help("−.05"), { exact: false })).toBeTruthy();
  cleanup();

  const alike = opened();
  act(() => alike.store.getState().countConflictsBelow(-0.1));
  played(alike, 12, () => -0.04);
  expect(screen.getByRole("status").textContent).toBe(forkWords.reasons.equal("−.1", "0.0\u00a0%", true));
});

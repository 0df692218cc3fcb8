import { withRate } from "../experiment/forkRate";
import { describe, expect, it } from "vitest";
import { findPreset, plainArm, firstVisit } from "../experiment/presets";
import { encodeLink } from "../experiment/link/encode";
import type { LabState } from "./labState";
import { setUpChange, type SetUpChange } from "./setUpChange";
import { labBench } from "./testing/labBench";

const armsOf = ({ experiment }: LabState) => experiment.arms;

describe("a set-up that is held", () => {
  it("stays under every edit, a field says why, and whole experiments are taken", () => {
    const { store } = labBench();
    store.getState().newSeed();
    store.setState({ held: true });
    const { experiment, setField, setMethod, forkAt, newSeed, undo, addArm, setKind } = store.getState();
    expect(setField(["training", "budget"], 20)).toEqual({ code: "held" });
    setMethod(0, "dhm");
    setKind("optimizer", "adam");
    addArm(plainArm());
    forkAt("stem");
    newSeed();
    undo();
    expect(store.getState().experiment).toBe(experiment);
    store.getState().loadPreset("smoke");
    expect(store.getState().presetId).toBe("smoke");
  });
});

describe("a locked arm", () => {
  const bench = () => {
    const { store } = labBench();
    store.getState().lockArm(0, true);
    return store;
  };

  it("keeps its settings under every edit of one arm, and a field says why", () => {
    const store = bench();
    const [before] = armsOf(store.getState());
    const { setMethod, setBranchDesign, renameArm, forkArmAt, removeArm, setField } = store.getState();
    setMethod(0, "dhm");
    setBranchDesign(0, "fc");
    renameArm(0, "Mine");
    forkArmAt(0, "stem", true);
    removeArm(0);
    expect(setField(["arms", 0, "method", "alpha"], 2)).toEqual({ code: "armLocked", arm: 0 });
    expect(setField(["arms", 0], plainArm())).toEqual({ code: "armLocked", arm: 0 });
    expect(armsOf(store.getState())[0]).toBe(before);
    expect(setField(["arms", 1, "method", "alpha"], 2)).toBeUndefined();
    expect(armsOf(store.getState())[1]?.method).toMatchObject({ alpha: 2 });
  });

  it("is left alone by forking and weighing in the diagram", () => {
    const store = bench();
    const sites = (): readonly string[][] => armsOf(store.getState()).map((arm) => arm.forks.map(({ site }) => site));
    store.getState().forkAt("stem");
    expect(sites()).toEqual([
      ["s1b1", "s2b1"],
      ["stem", "s1b1", "s2b1"],
    ]);
    store.getState().forkAt("stem");
    store.getState().forkAt("s1b1");
    expect(sites()).toEqual([["s1b1", "s2b1"], ["s2b1"]]);
    store.getState().weighFork("s2b1", -1);
    expect(armsOf(store.getState()).map((arm) => arm.forks.at(-1)?.weight)).toEqual([1, 0.3]);
    store.getState().lockArm(1, true);
    const { experiment } = store.getState();
    store.getState().forkAt("s2b1");
    store.getState().weighFork("s2b1", -1);
    expect(store.getState().experiment).toBe(experiment);
  });

  it("follows a trunk whose stages end elsewhere", () => {
    const store = bench();
    store.getState().setField(["backbone", "depth"], 20);
    expect(armsOf(store.getState())[0]?.forks.map(({ site }) => site)).toEqual(["s1b3", "s2b3"]);
    expect(store.getState().locked).toEqual([true, false]);
  });

  it("keeps its lock when others are added or removed, and loses it with another experiment", () => {
    const { store } = labBench();
    const { addArm, duplicateArm, removeArm, lockArm, loadPreset, undo } = store.getState();
    addArm(plainArm());
    lockArm(1, true);
    duplicateArm(1);
    expect(store.getState().locked).toEqual([false, true, false, false]);
    removeArm(0);
    expect(store.getState().locked).toEqual([true, false, false]);
    loadPreset("fair-play");
    expect(store.getState().locked).toEqual([false, false, false]);
    undo();
    expect(store.getState().locked).toEqual([true, false, false]);
  });

  it("does not stop a run, and is undone like any edit", () => {
    const { store, asked } = labBench();
    store.getState().play();
    store.getState().lockArm(1, true);
    expect(asked).toEqual(["start run-1"]);
    expect(store.getState().record?.run).toBe("run-1");
    store.getState().undo();
    expect(store.getState().locked).toEqual([false, false]);
    store.getState().redo();
    expect(store.getState().locked).toEqual([false, true]);
    expect(asked).toEqual(["start run-1"]);
  });
});

describe("seeds", () => {
  it("are counted up from the first, and begin anew with another one", () => {
    const { store } = labBench();
    store.getState().setSeedCount(3);
    expect(store.getState().seeds).toEqual([46, 47, 48]);
    store.getState().setField(["seed"], 7);
    expect(store.getState().seeds).toEqual([7, 8, 9]);
    store.getState().newSeed();
    expect(store.getState().seeds).toEqual([10, 11, 12]);
    store.getState().undo();
    store.getState().undo();
    expect(store.getState().seeds).toEqual([46, 47, 48]);
    store.getState().setSeedCount(11);
    store.getState().setSeedCount(0);
    expect(store.getState().seeds).toHaveLength(3);
  });

  it("are turned to without an edit, and stay with every other setting", () => {
    const { store } = labBench();
    store.getState().setSeedCount(3);
    const { past } = store.getState();
    store.getState().turnToSeed(48);
    expect(store.getState()).toMatchObject({ past, seeds: [46, 47, 48], presetId: "small-data" });
    expect(store.getState().experiment.seed).toBe(48);
    store.getState().setField(["optimizer", "lr"], 0.2);
    expect(store.getState()).toMatchObject({ seeds: [46, 47, 48], experiment: { seed: 48 } });
    store.getState().setSeedCount(1);
    expect(store.getState()).toMatchObject({ seeds: [46], experiment: { seed: 46 } });
  });

  it("are the loaded experiment's own, unless it is one of the series", () => {
    const { store } = labBench();
    store.getState().setSeedCount(3);
    const { loads } = store.getState();
    store.getState().loadExperiment({ ...firstVisit, seed: 47 });
    expect(store.getState()).toMatchObject({ seeds: [46, 47, 48], experiment: { seed: 47 }, loads });
    store.getState().loadExperiment({ ...firstVisit, seed: 50 });
    expect(store.getState()).toMatchObject({ seeds: [50], loads: loads + 1 });
    store.getState().loadPreset("smoke");
    expect(store.getState().seeds).toEqual([42]);
  });
});

describe("undo", () => {
  it("takes back a setting that was changed again and again at once, until its control is left", () => {
    const { store } = labBench();
    const { setField, settleEdit, weighFork, undo } = store.getState();
    const rate = () => (store.getState().experiment.optimizer as { readonly lr: number }).lr;
    setField(["optimizer", "lr"], 0.2);
    setField(["optimizer", "lr"], 0.25);
    expect(store.getState().past).toHaveLength(1);
    settleEdit();
    setField(["optimizer", "lr"], 0.3);
    weighFork("s1b1", -1);
    weighFork("s1b1", -1);
    expect(store.getState().past).toHaveLength(3);
    undo();
    undo();
    expect(rate()).toBe(0.25);
    undo();
    expect(store.getState().experiment).toEqual(firstVisit);
    // After an undo the same setting is a new step again.
    setField(["optimizer", "lr"], 0.4);
    expect(store.getState().past).toHaveLength(1);
    expect(store.getState().future).toEqual([]);
  });

  it("takes back every kind of edit, and redo brings each again", () => {
    const smoke = findPreset("smoke")?.experiment ?? firstVisit;
    const edits: readonly (readonly [SetUpChange, (state: LabState) => void])[] = [
      [{ kind: "forkAdded", site: "stem" }, (state) => state.forkAt("stem")],
      [{ kind: "forkRemoved", site: "s1b1" }, (state) => state.forkAt("s1b1")],
      [{ kind: "forkRemoved", site: "s2b1", arm: 1 }, (state) => state.forkArmAt(1, "s2b1", false)],
      [{ kind: "forkWeight", site: "stem" }, (state) => state.weighFork("stem", -1)],
      [
        { kind: "forkRate", site: "stem", arm: 0 },
        (state) => {
          const fork = state.experiment.arms[0]?.forks[0];
          if (fork !== undefined) state.setField(["arms", 0, "forks", 0], withRate(fork, 0.1));
        },
      ],
      [{ kind: "armAdded", arm: 2 }, (state) => state.addArm(plainArm("s1b1"))],
      [{ kind: "armAdded", arm: 3 }, (state) => state.duplicateArm(0)],
      [{ kind: "armRenamed", arm: 2 }, (state) => state.renameArm(2, "Control")],
      [{ kind: "method", arm: 3, title: "DSL" }, (state) => state.setMethod(3, "dsl")],
      [{ kind: "branches", arm: 3 }, (state) => state.setBranchDesign(3, "fc")],
      [{ kind: "locked", arm: 0 }, (state) => state.lockArm(0, true)],
      [{ kind: "unlocked", arm: 0 }, (state) => state.lockArm(0, false)],
      [{ kind: "armRemoved", arm: 2 }, (state) => state.removeArm(2)],
      [
        { kind: "setting", label: "Mimicking weight α", value: "2", arm: 1 },
        (state) => state.setField(["arms", 1, "method", "alpha"], 2),
      ],
      [{ kind: "setting", label: "Learning rate", value: ".2" }, (state) => state.setField(["optimizer", "lr"], 0.2)],
      [{ kind: "setting", label: "Depth", value: "14" }, (state) => state.setField(["backbone", "depth"], 14)],
      [{ kind: "setting", label: "Budget", value: "200" }, (state) => state.setField(["training", "budget"], 200)],
      [{ kind: "part", part: "optimizer", title: "Adam" }, (state) => state.setKind("optimizer", "adam")],
      [{ kind: "seed", seed: 47 }, (state) => state.newSeed()],
      [{ kind: "seeds", count: 3 }, (state) => state.setSeedCount(3)],
      [{ kind: "whole", title: "Smoke" }, (state) => state.openLink(`#${encodeLink(smoke)}`)],
      [{ kind: "whole", title: "Tiny" }, (state) => state.loadPreset("tiny")],
      [{ kind: "whole" }, (state) => state.loadExperiment({ ...smoke, seed: 3 })],
    ];
    const { store } = labBench();
    const now = () => {
      const { experiment, locked, seeds } = store.getState();
      return { experiment, locked, seeds };
    };
    const states = [now()];
    for (const [expected, apply] of edits) {
      const before = now();
      apply(store.getState());
      expect(setUpChange(before, now())).toEqual(expected);
      states.push(now());
    }
    expect(store.getState().past).toHaveLength(edits.length);
    for (const state of states.toReversed().slice(1)) {
      store.getState().undo();
      expect(now()).toEqual(state);
    }
    for (const state of states.slice(1)) {
      store.getState().redo();
      expect(now()).toEqual(state);
    }
    expect(store.getState().future).toEqual([]);
  });
});

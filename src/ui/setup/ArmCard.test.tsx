// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { branches } from "../../catalog/branches";
import { remains } from "../../catalog/methods/remains";
import { methods } from "../../catalog/methods";
import { initialValues } from "../../schema/field";
import { useLab } from "../common/labContext";
import { labStage, type LabStage } from "../testing/renderLab";
import { ArmCard } from "./ArmCard";

afterEach(cleanup);

function FirstArm() {
  const arm = useLab((state) => state.experiment.arms[0]);
  return arm === undefined ? null : <ArmCard arm={arm} index={0} />;
}

function open(): LabStage {
  const stage = labStage();
  render(stage.wrap(<FirstArm />));
  return stage;
}

const arm = ({ store }: LabStage) => store.getState().experiment.arms[0];
const action = () => screen.queryByRole("button", { name: "As in the paper, arm A" });

describe("as in the paper", () => {
  it("sets method and branches, says what remains, and can be undone", async () => {
    const stage = open();
    await waitFor(() => expect(action()).not.toBeNull());
    const before = stage.store.getState().experiment;
    const button = action();
    if (button === null) throw new Error("no action");
    fireEvent.click(button);
    expect(arm(stage)).toMatchObject({
      method: { kind: "dsn", loss: "hinge" },
      forks: [
        { site: "s1b1", branch: { kind: "fc" } },
        { site: "s2b1", branch: { kind: "fc" } },
      ],
    });
    expect(action()).toBeNull();
    for (const text of remains["dsn"] ?? []) expect(screen.getByText(text)).toBeTruthy();
    act(() => stage.store.getState().undo());
    expect(stage.store.getState().experiment).toEqual(before);
    expect(action()).not.toBeNull();
  });

  it("is offered for every method with an authors' file, and for plain not", async () => {
    const stage = open();
    await waitFor(() => expect(action()).not.toBeNull());
    let offered = 0;
    for (const [kind, { published }] of Object.entries(methods) as [string, { readonly published?: unknown }][]) {
      act(() => stage.store.getState().setMethod(0, kind));
      expect(action() !== null, kind).toBe(published !== undefined);
      if (published !== undefined) offered += 1;
    }
    expect(offered).toBeGreaterThanOrEqual(7);
  });
});

it("leads to the method's entry of the reference", () => {
  const stage = open();
  fireEvent.click(screen.getByRole("button", { name: "About DSN" }));
  expect(stage.store.getState().dialog).toEqual({ kind: "reference", entry: "methods/dsn" });
});

describe("heads that do not fit", () => {
  it("are refused with the reason, beside the choice", () => {
    const stage = open();
    expect(screen.queryByText(/does not fit/)).toBeNull();
    act(() => {
      stage.store.getState().setField(["backbone", "width"], 256);
      stage.store.getState().setField(["dataset", "size"], "32");
    });
    const option = screen.getByRole("option", { name: "flatten + linear (does not fit)" });
    expect(option).toHaveProperty("disabled", true);
    expect(screen.getByText(/^flatten \+ linear does not fit after stage 1: .*262144 values/)).toBeTruthy();
  });

  it("are said to be smaller where the map is", () => {
    const stage = open();
    const aux = { kind: "aux", ...initialValues(branches.aux.fields) } as const;
    act(() => {
      stage.store.getState().setField(["arms", 0, "forks"], [{ site: "s3b1", branch: aux, weight: 1 }]);
    });
    expect(screen.getByText(/after stage 3 is smaller than the 5×5 pool: a 4×4 pool is used/)).toBeTruthy();
  });
});

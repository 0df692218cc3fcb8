// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from "vitest";
import { labBench, type LabBench } from "../store/testing/labBench";
import { listenToKeys } from "./keyboard";

let stop: (() => void) | undefined;
afterEach(() => {
  stop?.();
  document.body.innerHTML = "";
});

function keys(): LabBench & { press(key: string, target?: Element, modifiers?: KeyboardEventInit): void } {
  const bench = labBench();
  stop = listenToKeys(bench.store, document);
  return {
    ...bench,
    press: (key, target = document.body, modifiers = {}) =>
      void target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...modifiers })),
  };
}

describe("single keys", () => {
  it("that were pressed before anybody listened count", () => {
    const { store } = labBench();
    stop = listenToKeys(store, document, [new KeyboardEvent("keydown", { key: "R" })]);
    expect(store.getState().experiment.seed).toBe(47);
  });

  it("drive the lab", () => {
    const { press, store, asked } = keys();
    press(" ");
    press("R");
    press("g");
    press("?");
    expect(asked).toEqual(["start run-1", "stop run-1"]);
    expect(store.getState()).toMatchObject({
      experiment: { seed: 47 },
      agreementView: "lines",
      dialog: { kind: "help" },
    });
  });

  it("cycle the four views of agreement and the three ways to compare", () => {
    const { press, store } = keys();
    const seen = Array.from({ length: 4 }, () => {
      press("g");
      press("c");
      const { agreementView, comparison } = store.getState();
      return `${agreementView} ${comparison}`;
    });
    expect(seen).toEqual(["lines split", "dials difference", "noise overlay", "map split"]);
  });

  it("are left to fields, to focused buttons and to open dialogs", () => {
    const { press, store, asked } = keys();
    document.body.innerHTML = "<input id='field'><button id='button'></button>";
    const element = (id: string): Element => document.getElementById(id) ?? document.body;
    press("s", element("field"));
    press(" ", element("button"));
    store.getState().openDialog({ kind: "share" });
    press("s");
    expect(asked).toEqual([]);
  });

  it("can be turned off; undo stays", () => {
    const { press, store, asked } = keys();
    store.getState().setShortcuts(false);
    press(" ");
    store.getState().newSeed();
    press("z", document.body, { ctrlKey: true });
    expect(asked).toEqual([]);
    expect(store.getState().experiment.seed).toBe(46);
  });
});

describe("undo and redo", () => {
  it("work from a select and from the dialogs of the setup, not from text", () => {
    const { press, store } = keys();
    document.body.innerHTML = "<input id='field'><select id='select'></select>";
    const element = (id: string): Element => document.getElementById(id) ?? document.body;
    const seed = (): number => store.getState().experiment.seed;
    store.getState().newSeed();
    press("z", element("field"), { ctrlKey: true });
    expect(seed()).toBe(47);
    press("z", element("select"), { metaKey: true });
    expect(seed()).toBe(46);
    press("Z", element("select"), { ctrlKey: true, shiftKey: true });
    expect(seed()).toBe(47);
    store.getState().openDialog({ kind: "share" });
    press("z", document.body, { ctrlKey: true });
    expect(seed()).toBe(47);
    store.getState().openDialog({ kind: "settings" });
    press("z", document.body, { ctrlKey: true });
    expect(seed()).toBe(46);
    press("y", document.body, { ctrlKey: true });
    expect(seed()).toBe(47);
    // A single key still does nothing behind a dialog.
    press("R");
    expect(seed()).toBe(47);
  });

  it("take a setting as one step until its control is left", () => {
    const { store } = keys();
    document.body.innerHTML = "<input id='field'>";
    const { setField } = store.getState();
    setField(["optimizer", "lr"], 0.2);
    setField(["optimizer", "lr"], 0.3);
    expect(store.getState().past).toHaveLength(1);
    document.getElementById("field")?.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    setField(["optimizer", "lr"], 0.4);
    expect(store.getState().past).toHaveLength(2);
  });
});

import { describe, expect, it, vi } from "vitest";
import { encodeLink } from "../experiment/link/encode";
import { findPreset, firstVisit } from "../experiment/presets";
import { lessonIn, lessonLink } from "./lessonLink";
import { syncLink, type LinkWindow } from "./linkSync";
import { labBench } from "./testing/labBench";

const smoke = findPreset("smoke")?.experiment ?? firstVisit;

function page(hash = "", search = "") {
  const location = { hash, search, pathname: "/lab/" };
  const listeners = new Set<() => void>();
  let timer: (() => void) | undefined;
  let writes = 0;
  let pushes = 0;
  const view: LinkWindow = {
    location,
    history: {
      replaceState(_data, _unused, url) {
        writes += 1;
        location.hash = url.slice(url.indexOf("#"));
      },
      pushState(_data, _unused, url) {
        pushes += 1;
        location.hash = url.slice(url.indexOf("#"));
      },
    },
    addEventListener: (_type, listener) => void listeners.add(listener),
    removeEventListener: (_type, listener) => void listeners.delete(listener),
    setTimeout(callback) {
      timer = callback;
      return 1;
    },
    clearTimeout: () => void (timer = undefined),
  };
  return {
    view,
    location,
    writes: () => writes,
    pushes: () => pushes,
    listeners,
    tick() {
      const callback = timer;
      timer = undefined;
      callback?.();
    },
    go(to: string) {
      location.hash = to;
      for (const listener of [...listeners]) listener();
    },
  };
}

describe("the address", () => {
  it("gives the experiment, and never starts training", () => {
    const { store, asked } = labBench();
    syncLink(store, page(`#${encodeLink(smoke)}`).view);
    expect(store.getState().experiment).toEqual(smoke);
    expect(store.getState().linkIssues).toEqual([]);
    expect(asked).toEqual([]);
  });

  it("is rewritten once after a burst of edits", () => {
    const { store } = labBench();
    const { view, location, writes, tick } = page();
    syncLink(store, view);
    store.getState().newSeed();
    store.getState().newSeed();
    tick();
    expect(writes()).toBe(1);
    expect(location.hash).toContain("s=48");
  });

  it("gets an entry to go back from for a preset or a run, and none for an edit", () => {
    const { store } = labBench();
    const { view, writes, pushes, tick } = page();
    syncLink(store, view);
    store.getState().loadPreset("smoke");
    tick();
    store.getState().newSeed();
    tick();
    expect([pushes(), writes()]).toEqual([1, 1]);
  });

  it("keeps a sender's results while the experiment is theirs", async () => {
    const { store } = labBench();
    const link = encodeLink(smoke, [], ["e=1", "r=1,2,3;4,5,6"]);
    const { view, location, writes, tick } = page(`#${link}`);
    syncLink(store, view);
    // What reads them is fetched for links that have some.
    await vi.waitFor(() => expect(store.getState().linkClaim?.finals?.[1]).toEqual([0.04, 0.05, 0.06]));
    tick();
    expect(writes()).toBe(0);
    store.getState().newSeed();
    tick();
    expect(store.getState().linkClaim).toBeUndefined();
    expect(location.hash).not.toContain("r=1");
  });

  it("stays empty for the default experiment", () => {
    const { store } = labBench();
    const { view, writes, tick } = page();
    syncLink(store, view);
    store.getState().newSeed();
    store.getState().undo();
    tick();
    expect(writes()).toBe(0);
  });

  it("is followed when somebody goes back or pastes another one", () => {
    const { store } = labBench();
    const { view, go } = page();
    syncLink(store, view);
    go(`#${encodeLink(smoke)}`);
    expect(store.getState().experiment).toEqual(smoke);
    go("#v1&n=12");
    expect(store.getState().experiment.training.budget).toBe(12);
    expect(store.getState().linkIssues).not.toEqual([]);
  });

  it("brings back the default experiment where it has no hash, and the other one after that", () => {
    const { store } = labBench();
    const { view, location, go, tick, writes, pushes } = page();
    syncLink(store, view);
    store.getState().loadPreset("smoke");
    tick();
    const second = location.hash;
    go("");
    expect(store.getState().experiment).toEqual(firstVisit);
    tick();
    expect(location.hash).toBe("");
    go(second);
    expect(store.getState().experiment).toEqual(smoke);
    tick();
    expect([location.hash, writes(), pushes()]).toEqual([second, 0, 1]);
  });

  it.each([
    ["of a newer version", "#v2&s=7"],
    ["of another page", "#hello"],
    ["in capitals", `#${encodeLink(smoke).toUpperCase().replace("V1", "W1")}`],
    ["of 50,000 characters", `#v1&${"x".repeat(50_000)}`],
  ])("%s says so, at first and later, and changes nothing", (_, hash) => {
    const first = labBench().store;
    syncLink(first, page(hash).view);
    expect(first.getState().linkIssues).toEqual([
      expect.objectContaining({
        path: "link",
        what: expect.objectContaining({
          code: expect.stringMatching(/^(newerLink|noLink|linkTooLong)$/) as string,
        }) as object,
      }),
    ]);
    expect(first.getState().experiment).toBe(firstVisit);
    const { store } = labBench();
    const { view, go } = page(`#${encodeLink(smoke)}`);
    syncLink(store, view);
    go(hash);
    expect(store.getState().linkIssues).toHaveLength(1);
    expect(store.getState().experiment).toEqual(smoke);
  });

  it("says what was put right, and writes the link as it should be", () => {
    const { store } = labBench();
    const link = encodeLink(smoke);
    const { view, location, tick } = page(`#${link.replaceAll("&", "&amp;")}.`);
    syncLink(store, view);
    expect(store.getState()).toMatchObject({ linkIssues: [], experiment: smoke });
    expect(store.getState().linkMended?.repairs).toContain("entities");
    tick();
    expect(location.hash).toBe(`#${link}`);
    store.getState().dismissLinkIssues();
    expect(store.getState().linkMended).toBeUndefined();
  });

  it("tells about a link whose experiment is on the page already", () => {
    const { store } = labBench();
    syncLink(store, page("#v1").view);
    expect(store.getState().linkIssues).toHaveLength(1);
  });

  it("keeps what this version does not know", () => {
    const { store } = labBench();
    const { view, location, tick } = page("#v1&zz=3");
    syncLink(store, view);
    store.getState().newSeed();
    tick();
    expect(location.hash).toContain("zz=3");
  });

  it("is left alone in an embedded page", () => {
    const { store } = labBench();
    const { view, writes, tick } = page("", "?embed=1");
    syncLink(store, view);
    store.getState().newSeed();
    tick();
    expect(writes()).toBe(0);
  });

  it("may refuse to be written", () => {
    const { store } = labBench();
    const { view, tick } = page();
    const refusing = {
      ...view,
      history: {
        replaceState: () => {
          throw new Error("too often");
        },
        pushState: () => {
          throw new Error("too often");
        },
      },
    };
    syncLink(store, refusing);
    store.getState().newSeed();
    expect(tick).not.toThrow();
  });

  it("is no longer watched after the end", () => {
    const { store } = labBench();
    const { view, listeners } = page();
    syncLink(store, view)();
    expect(listeners.size).toBe(0);
  });
});

describe("a lesson's address", () => {
  it("opens the lesson, follows its steps, and gives way to the experiment's", () => {
    const { store } = labBench();
    const { view, location, tick, go, pushes } = page("#lesson=early-heads&step=2");
    syncLink(store, view);
    expect(store.getState().lesson).toEqual({ id: "early-heads", step: 2 });
    expect(store.getState().experiment).toBe(firstVisit);
    // What the lesson sets is no part of its address.
    store.getState().loadExperiment(smoke);
    tick();
    expect(location.hash).toBe("#lesson=early-heads&step=2");
    store.getState().openLesson({ id: "early-heads", step: 3 });
    tick();
    expect(location.hash).toBe("#lesson=early-heads&step=3");
    expect(pushes()).toBe(1);
    go("#lesson=early-heads&step=2");
    expect(store.getState().lesson?.step).toBe(2);
    store.getState().leaveLesson();
    tick();
    expect(location.hash).toBe(`#${encodeLink(smoke)}`);
    go("#lesson=");
    expect(store.getState().lesson).toEqual({ id: "", step: 1 });
    go(`#${encodeLink(smoke)}`);
    expect(store.getState().lesson).toBeUndefined();
  });

  it("takes any text for a place that whoever shows lessons may not have", () => {
    expect(lessonIn("#lesson=%3Cb%3E&step=x")).toEqual({ id: "<b>", step: Number.NaN });
    expect(lessonIn("#lesson=a&step=2.5")).toEqual({ id: "a", step: 2.5 });
    expect(lessonIn("#v1&s=1")).toBeUndefined();
    expect(lessonIn("")).toBeUndefined();
    expect(lessonLink({ id: "a b", step: 1 })).toBe("lesson=a%20b&step=1");
  });
});

// @vitest-environment happy-dom
import { act, cleanup, configure, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { Suspense } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findPreset, smallData } from "../../experiment/presets";
import { sampleEvents } from "../../protocol/testing/sampleEvents";
import { foldRun } from "../../record/foldRun";
import { newRun, type RunRecord } from "../../record/runRecord";
import type { DetailsTab } from "../../store/viewState";
import { createSpeedBook } from "../../client/speeds";
import { labBench } from "../../store/testing/labBench";
import { App } from "../App";
import type { Lab } from "../common/labContext";
import { LabPage } from "../LabPage";
import { createAnnouncer } from "../common/announcer";
import { DETAILS } from "../details/DetailsPanel";
import { everyPartCame } from "../testing/everyPartCame";
import { labStage } from "../testing/renderLab";
import { faultWords } from "../words/faultWords";
import { late } from "./late";
import { MissingPart } from "./missingPart";
import { dismissPageFault, listenToFaults, noteFault } from "./pageFaults";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const { names } = faultWords;

// The first view to be fetched waits for its imports.
configure({ asyncUtilTimeout: 20_000 });

beforeEach(() => {
  vi.stubGlobal("matchMedia", (query: string) => ({
    matches: query.includes("min-width"),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  // React tells every error that a boundary caught.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  cleanup();
  act(() => dismissPageFault());
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const alerts = (): string[] => screen.queryAllByRole("alert").map(({ textContent }) => textContent ?? "");

/** Looks like a run under way; whoever reads its arms fails. */
function poisoned(record: RunRecord): RunRecord {
  return Object.defineProperty({ ...record }, "arms", {
    get() {
      throw new Error("poisoned");
    },
  });
}

describe("a part that fails while it is drawn", () => {
  it("is told in its place with a report, the rest and the run bar live, and it comes back", async () => {
    const { store } = labBench();
    const speeds = createSpeedBook({ read: () => null, write: () => undefined });
    // The announcer speaks from a timer, not while the page is drawn.
    const announcer = createAnnouncer(store, () => undefined);
    const lab: Lab = { store, speeds, announcer };
    store.setState({ experiment: smoke });
    const record = sampleEvents("run-1", smoke, 20).reduce(foldRun, newRun("run-1", smoke));
    store.setState({ record });
    render(<LabPage lab={lab} />);
    await everyPartCame();
    expect(alerts()).toEqual([]);

    act(() => store.setState({ record: poisoned(record) }));
    const told = alerts();
    expect(told).toContainEqual(expect.stringContaining(`${faultWords.part(names.verdict)} poisoned.`));
    // What has no room for words is told above.
    expect(told).toContainEqual(expect.stringContaining(faultWords.part(names.saveChart)));
    const run = within(screen.getByRole("group", { name: "Run" }));
    expect(run.getByRole("button", { name: "Pause" })).toBeTruthy();
    expect(screen.getByRole("heading", { name: "Forklab" })).toBeTruthy();
    vi.spyOn(navigator, "clipboard", "get").mockReturnValue(undefined as unknown as Clipboard);
    fireEvent.click(screen.getAllByRole("button", { name: faultWords.report })[0] ?? document.body);
    // Without a clipboard the report stands there to be copied by hand.
    const report = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: faultWords.reportLabel });
    await everyPartCame();
    expect(report.value).toMatch(/^Forklab: .*\npoisoned\./);

    act(() => store.setState({ record }));
    // A chart takes the new record up when it is its turn, which may be after the click.
    await vi.waitFor(() => {
      const again = screen.queryAllByRole("button", { name: faultWords.tryAgain })[0];
      if (again !== undefined) fireEvent.click(again);
      expect(alerts()).toEqual([]);
    }, 20_000);
  });

  it("is told in a dialog of its own when it is one, and closing it leaves the page", async () => {
    const stage = labStage();
    stage.store.setState({ experiment: smoke });
    render(stage.wrap(<App />));
    const entry = (): string => {
      throw new Error("no such entry");
    };
    const dialog = Object.defineProperty({ kind: "reference" as const, entry: "" }, "entry", { get: entry });
    act(() => stage.store.getState().openDialog(dialog));
    await waitFor(() => expect(alerts().some((text) => text.includes(faultWords.part(names.dialog)))).toBe(true));
    fireEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Close" }));
    await waitFor(() => expect(alerts()).toEqual([]));
  });
});

describe("code that does not arrive", () => {
  it("is said where it would stand, and fetched anew only when asked", async () => {
    let fetched = 0;
    let there = false;
    const Chart = late<{ readonly text: string }>("The chart", () => {
      fetched += 1;
      return there ? Promise.resolve(({ text }) => <p>{text}</p>) : Promise.reject(new TypeError("gone"));
    });
    const view = render(
      <Suspense>
        <Chart text="drawn" />
      </Suspense>,
    );
    await waitFor(() => expect(alerts()).toEqual([expect.stringMatching(/^The chart could not be shown\. Its code/)]));
    view.rerender(
      <Suspense>
        <Chart text="drawn again" />
      </Suspense>,
    );
    expect(fetched).toBe(1);
    there = true;
    fireEvent.click(screen.getByRole("button", { name: faultWords.tryAgain }));
    await screen.findByText("drawn again");
    expect(fetched).toBe(2);
  });
});

describe("what nothing else caught", () => {
  it("is told in one notice, once, but not what an extension threw or what was given up", () => {
    const stage = labStage();
    listenToFaults(window);
    render(stage.wrap(<App />));
    const reject = (reason: unknown): void =>
      act(() => void window.dispatchEvent(Object.assign(new Event("unhandledrejection"), { reason })));
    reject(Object.assign(new Error("theirs"), { stack: "at chrome-extension://abc/x.js" }));
    reject(new DOMException("given up", "AbortError"));
    expect(alerts()).toEqual([]);
    reject(new Error("ours"));
    expect(alerts()).toEqual([expect.stringContaining(`${faultWords.unexpected} ours.`)]);
    const payload = new TypeError("Failed to fetch");
    act(() => void window.dispatchEvent(Object.assign(new Event("vite:preloadError"), { payload })));
    reject(payload);
    expect(alerts()).toEqual([expect.stringContaining(faultWords.missing)]);
    act(() => noteFault(new Error("x"), "Zooming"));
    expect(alerts()).toEqual([expect.stringContaining(faultWords.part("Zooming"))]);
  });
});

describe("what fails while a dialog stands before the page", () => {
  it.each([{ kind: "library" }, { kind: "sweep" }] as const)("is told in it: $kind", async (dialog) => {
    const stage = labStage();
    listenToFaults(window);
    render(stage.wrap(<App />));
    act(() => stage.store.getState().openDialog(dialog));
    const shown = within(await screen.findByRole("dialog"));
    act(() => noteFault(new MissingPart(new TypeError("gone"))));
    const told = shown.getByRole("alert");
    expect(told.textContent).toContain(faultWords.missing);
    expect(screen.getAllByRole("alert")).toEqual([told]);
    act(() => stage.store.getState().closeDialog());
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(alerts()).toEqual([expect.stringContaining(faultWords.missing)]);
  });
});

describe("set-ups that cannot be run", () => {
  const links = [
    "v1&totem.train=20&vw=t~data&c=hshn",
    "v1&totem.size=8&sh=8&vw=t~data&c=bhdw",
    "v1&totem.size=8&sh=8&c=zbul",
    "v1&totem.train=20&totem.test=2",
    "v1&b=resnet&resnet.depth=9",
    "v1&A=dsn;f=s9b9",
  ];
  it.each(links)("%s opens in every tab, says why, and nothing throws", async (link) => {
    const stage = labStage();
    const { store } = stage;
    render(stage.wrap(<App />));
    await screen.findByRole("tablist", { name: "Details" });
    act(() => store.getState().openLink(`#${link}`));
    const shown: DetailsTab[] = [];
    for (const { value } of DETAILS) {
      await act(async () => {
        store.getState().showDetails(value);
        await import("../details/DataGrid");
        await new Promise((resolve) => setTimeout(resolve, 20));
      });
      expect(alerts().filter((text) => text.includes("could not be shown"))).toEqual([]);
      shown.push(value);
    }
    expect(shown).toHaveLength(DETAILS.length);
  });

  it("the data tab says which setting makes no batch", async () => {
    const stage = labStage();
    render(stage.wrap(<App />));
    act(() => stage.store.getState().openLink(`#${links[0] ?? ""}`));
    act(() => stage.store.getState().showDetails("data"));
    const note = /This set-up makes no batch: Batch size: a batch of 64 does not fit into 20 training images/;
    expect(await screen.findByText(note)).toBeTruthy();
    act(() => stage.store.getState().openLink(`#${links[1] ?? ""}`));
    expect(await screen.findByText(/no batch: Shift: expected at most 7 for images of 8 px, got 8/)).toBeTruthy();
    stage.store.getState().play();
    expect(stage.store.getState().record).toBeUndefined();
  });
});

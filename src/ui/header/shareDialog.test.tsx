// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { decodeWithClaim } from "../../experiment/link/decodeWithClaim";
import { encodeLink } from "../../experiment/link/encode";
import { recordedExperiment } from "../../experiment/recordedRun";
import { recorded } from "../../storage/recording";
import { sampleEvents } from "../../protocol/testing/sampleEvents";
import { playRecording } from "../../store/recordingPlayer";
import { labStage } from "../testing/renderLab";
import { elementCode, embedCode } from "./embedCode";
import { ShareDialog } from "./ShareDialog";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const shared = (): string => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Link" }).value;

describe("the share dialog", () => {
  it("shares a recording's results like those of a run, once it was shown to its end", () => {
    const stage = labStage();
    const recording = {
      link: encodeLink(recordedExperiment),
      events: recorded(sampleEvents("lab", recordedExperiment, recordedExperiment.training.budget)),
    };
    let tick: () => void = () => undefined;
    playRecording(stage.store, recording, { schedule: (callback) => void (tick = callback), calm: false });
    render(stage.wrap(<ShareDialog />));
    expect(shared()).not.toContain("&r=");
    fireEvent.click(screen.getByRole("button", { name: "Skip to the end" }));
    act(() => tick());
    const { claim, issues } = decodeWithClaim(shared().replace(/^[^#]*#/, ""));
    expect(issues).toEqual([]);
    const final = stage.store.getState().recording?.arms.map((arm) => arm.final?.values["accuracy"]?.["main"]);
    expect(final?.length).toBe(2);
    claim?.finals?.forEach((heads, arm) => expect(heads.at(-1)).toBeCloseTo(final?.[arm] ?? NaN, 4));
    expect(claim?.finals?.length).toBe(2);
  });

  it("shows what could not be copied, to be copied by hand", async () => {
    const refuse = (): Promise<void> => Promise.reject(new Error("blocked"));
    vi.stubGlobal("navigator", { ...navigator, clipboard: { writeText: refuse } });
    render(labStage().wrap(<ShareDialog />));
    fireEvent.click(screen.getByRole("button", { name: "Copy embed code" }));
    const text = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Text to copy" });
    expect(text.value).toMatch(/^<iframe src="[^"]+"/);
    fireEvent.click(screen.getByRole("button", { name: "Copy link" }));
    await vi.waitFor(() => expect(screen.queryByRole("textbox", { name: "Text to copy" })).toBeNull());
    expect(screen.getByRole("status").textContent).toMatch(/select the text/);
  });
});

describe("embed code", () => {
  const PAGE = "https://lab.example/forklab/";

  it("grants what the page's buttons need, asks for its view and is as wide as its place", () => {
    const code = embedCode(PAGE, "v1&n=5&c=aaaa", "figure");
    // A document of its own, in which nothing is loaded.
    const frame = new DOMParser().parseFromString(code, "text/html").querySelector("iframe");
    expect(frame?.getAttribute("src")).toBe("https://lab.example/forklab/?embed=1&show=figure#v1&n=5&c=aaaa");
    expect(frame?.getAttribute("width")).toBeNull();
    expect(frame?.getAttribute("style")).toMatch(/width: 100%/);
    expect(frame?.getAttribute("sandbox")?.split(" ")).toEqual(
      expect.arrayContaining(["allow-scripts", "allow-same-origin", "allow-downloads", "allow-popups"]),
    );
    expect(frame?.getAttribute("allow")).toMatch(/clipboard-write.*fullscreen/);
  });

  it("is an element and its script, likewise", () => {
    const page = new DOMParser().parseFromString(elementCode(PAGE, "v1&n=5&c=aaaa", "charts"), "text/html");
    expect(page.querySelector("script")?.getAttribute("src")).toBe("https://lab.example/forklab/embed.js");
    const element = page.querySelector("forklab-lab");
    expect(element?.getAttribute("view")).toBe("charts");
    expect(element?.getAttribute("link")).toBe("v1&n=5&c=aaaa");
  });

  it("of the dialog shows what was chosen", async () => {
    const written: string[] = [];
    const writeText = (text: string): Promise<void> => Promise.resolve(void written.push(text));
    vi.stubGlobal("navigator", { ...navigator, clipboard: { writeText } });
    render(labStage().wrap(<ShareDialog />));
    fireEvent.change(screen.getByRole("combobox", { name: "In another page, show" }), { target: { value: "figure" } });
    fireEvent.click(screen.getByRole("button", { name: "Copy embed code" }));
    fireEvent.click(screen.getByRole("button", { name: "Copy as an element" }));
    await vi.waitFor(() => expect(written).toHaveLength(2));
    expect(written[0]).toContain("&amp;show=figure#v1");
    expect(written[1]).toContain('view="figure"');
  });
});

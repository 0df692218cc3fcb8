import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodeLink } from "../experiment/link/decode";
import { encodeLink } from "../experiment/link/encode";
import { findPreset, smallData } from "../experiment/presets";
import { sampleEvents } from "../protocol/testing/sampleEvents";
import { currentLink } from "../store/linkSync";
import { labBench, type LabBench } from "../store/testing/labBench";
import { connectHost, type Guest, type GuestWindow } from "./guest";
import { readReport, type LabReport, type Refusal } from "./messages";

const HOST = "https://blog.example";
const smoke = findPreset("smoke")?.experiment ?? smallData;

/** A frame in a page of `HOST`, and what that page hears. */
class Frame {
  readonly heard: { readonly message: LabReport; readonly to: string }[] = [];
  readonly refused: Refusal[] = [];
  readonly bench: LabBench = labBench();
  readonly #listeners = new Set<(event: MessageEvent) => void>();
  readonly window: GuestWindow;
  readonly guest: Guest;

  constructor(search = "?embed=1", ancestors: readonly string[] = [HOST]) {
    this.window = {
      parent: {
        postMessage: (data, to) => {
          const read = readReport(data);
          if (read.kind !== "message") throw new Error(`not of the protocol: ${JSON.stringify(data)}`);
          this.heard.push({ message: read.message, to });
        },
      },
      location: { search, ancestorOrigins: ancestors },
      document: { referrer: "" },
      addEventListener: (_, listener) => void this.#listeners.add(listener),
      removeEventListener: (_, listener) => void this.#listeners.delete(listener),
    };
    this.guest = connectHost(this.bench.store, this.window, {
      view: "figure",
      say: ({ code }) => code,
      onRefused: (refusal) => void this.refused.push(refusal),
    });
  }

  send(data: unknown, origin = HOST, source: unknown = this.window.parent): void {
    for (const listener of this.#listeners) listener({ data, origin, source } as MessageEvent);
  }

  said(type: LabReport["type"]): readonly LabReport[] {
    return this.heard.flatMap(({ message }) => (message.type === type ? [message] : []));
  }
}

let frame: Frame;
beforeEach(() => void (frame = new Frame()));
afterEach(() => frame.guest.end());

describe("a lab that is a guest", () => {
  it("says that it is there, under the host's origin alone, and again when it is asked", () => {
    expect(frame.heard.map(({ message }) => message.type)).toEqual(["ready", "state"]);
    frame.guest.tellHeight(459.2);
    frame.guest.tellHeight(459.6);
    expect(frame.said("height")).toEqual([{ forklab: 1, type: "height", height: 460 }]);
    frame.send({ forklab: 1, type: "hello" });
    expect(frame.heard.slice(3).map(({ message }) => message.type)).toEqual(["ready", "height", "state"]);
    expect(new Set(frame.heard.map(({ to }) => to))).toEqual(new Set([HOST]));
  });

  it("opens links of the host's, plays and pauses, and tells how far it is and what came out", () => {
    frame.send({ forklab: 1, type: "link", link: `https://lab.example/#${encodeLink(smoke)}` });
    expect(currentLink(frame.bench.store)).toBe(encodeLink(smoke));
    expect(frame.said("state").at(-1)).toMatchObject({ link: encodeLink(smoke), phase: "none", budget: 40 });

    frame.send({ forklab: 1, type: "play" });
    const run = frame.bench.store.getState().record?.run ?? "";
    expect(frame.said("state").at(-1)).toMatchObject({ phase: "preparing", recording: false });
    frame.send({ forklab: 1, type: "play" });
    expect(frame.bench.asked.filter((what) => what.startsWith("start"))).toHaveLength(1);
    const events = sampleEvents(run, smoke, 40);
    frame.bench.say({ type: "events", events: events.slice(0, 20) });
    frame.send({ forklab: 1, type: "pause" });
    expect(frame.bench.asked).toContain(`pause ${run}`);
    expect(frame.said("result")).toEqual([]);
    frame.bench.say({ type: "events", events: events.slice(20) });
    const [result, ...more] = frame.said("result");
    expect(more).toEqual([]);
    if (result?.type !== "result") throw new Error("no result was told");
    expect(result).toMatchObject({ step: 40, recording: false, metric: "accuracy" });
    const final = frame.bench.store.getState().record?.arms.map((arm) => arm.final?.values["accuracy"]);
    expect(result.arms.map(({ heads }) => heads)).toEqual(final);
    expect(decodeLink(result.link).claimTexts).toEqual(expect.arrayContaining([expect.stringMatching(/^r=/)]));
  });

  it("turns to a step of a lesson, and back", () => {
    frame.send({ forklab: 1, type: "link", link: "#lesson=early-heads&step=2" });
    expect(frame.bench.store.getState().lesson).toEqual({ id: "early-heads", step: 2 });
    expect(frame.said("state").at(-1)).toMatchObject({ link: "lesson=early-heads&step=2" });
    frame.send({ forklab: 1, type: "link", link: encodeLink(smoke) });
    expect(frame.bench.store.getState().lesson).toBeUndefined();
  });

  it("refuses rubbish, other windows and other origins, tells it, and does nothing", () => {
    const before = frame.bench.asked.length;
    frame.send("play");
    frame.send({ type: "play" });
    expect(frame.refused).toEqual([]);
    frame.send({ forklab: 1, type: "dance" });
    frame.send({ forklab: 1, type: "play" }, "https://elsewhere.example");
    frame.send({ forklab: 1, type: "play" }, HOST, {});
    expect(frame.refused).toEqual([
      { code: "notOfProtocol", where: "type" },
      { code: "foreign", origin: "https://elsewhere.example", expected: HOST },
      { code: "foreign", origin: HOST, expected: HOST },
    ]);
    expect(frame.said("refused")).toHaveLength(3);
    expect(frame.bench.asked).toHaveLength(before);
    expect(frame.bench.store.getState().record).toBeUndefined();
  });

  it("keeps what it shows when a link is none, and tells it on the page and to the host", () => {
    const before = currentLink(frame.bench.store);
    frame.send({ forklab: 1, type: "link", link: "https://elsewhere.example/" });
    expect(currentLink(frame.bench.store)).toBe(before);
    expect(frame.bench.store.getState().linkIssues).toHaveLength(1);
    expect(frame.said("refused")).toMatchObject([{ reason: { code: "badLink", why: "noLink" } }]);
  });

  it("listens to the origin that its address names, and no longer once it is gone", () => {
    frame.guest.end();
    frame.send({ forklab: 1, type: "play" });
    expect(frame.bench.store.getState().record).toBeUndefined();
    frame = new Frame("?embed=1&host=https%3A%2F%2Fother.example");
    frame.send({ forklab: 1, type: "play" });
    expect(frame.refused).toEqual([{ code: "foreign", origin: HOST, expected: "https://other.example" }]);
    frame.send({ forklab: 1, type: "play" }, "https://other.example");
    expect(frame.bench.store.getState().record?.phase).toBe("preparing");
  });

  it("takes the window above for the host where that has no origin", () => {
    frame.guest.end();
    frame = new Frame("?embed=1", ["null"]);
    expect(frame.heard.map(({ to }) => to)).toEqual(["*", "*"]);
    frame.send({ forklab: 1, type: "play" }, "null");
    expect(frame.bench.store.getState().record?.phase).toBe("preparing");
    frame.send({ forklab: 1, type: "pause" }, "null", {});
    expect(frame.refused).toEqual([{ code: "foreign", origin: "null", expected: "" }]);
  });
});

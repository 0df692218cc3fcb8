import { describe, expect, it, vi } from "vitest";
import { encodeLink } from "../experiment/link/encode";
import { smallData } from "../experiment/presets";
import { currentLink } from "./linkSync";
import { takeView, viewText } from "./linkView";
import { labBench } from "./testing/labBench";

describe("what one is looking at", () => {
  it("is nothing at a first visit", () => {
    expect(viewText(labBench().store.getState())).toEqual([]);
  });

  it("goes along in a link and comes back as it was", async () => {
    const sender = labBench().store;
    const act = sender.getState();
    act.showMetric("nll");
    act.toggleLogScale();
    act.showAgreement("lines");
    act.showMeasure("ratio");
    act.showPart("whole");
    act.compareBy("difference");
    act.showAxis("time");
    act.smoothBy(0.6);
    act.showDetails("confusion");
    act.countConflictsBelow(-0.05);
    act.toggleWhatShips();
    act.comparePair("s2b1");
    act.zoomTo({ from: 100, to: 500 });
    const link = encodeLink(smallData, viewText(sender.getState()));
    expect(link.length).toBeLessThan(160);
    const receiver = labBench().store;
    receiver.getState().openLink(`#${link}`);
    await vi.waitFor(() => expect(receiver.getState().metric).toBe("nll"));
    const { metric, logScale, agreementView, agreementMeasure, agreementPart } = receiver.getState();
    expect({ metric, logScale, agreementView, agreementMeasure, agreementPart }).toEqual({
      metric: "nll",
      logScale: true,
      agreementView: "lines",
      agreementMeasure: "ratio",
      agreementPart: "whole",
    });
    expect(receiver.getState()).toMatchObject({
      comparison: "difference",
      chartAxis: "time",
      smoothing: 0.6,
      detailsTab: "confusion",
      conflictBelow: -0.05,
      whatShips: true,
      pairBranch: "s2b1",
      zoom: { from: 100, to: 500 },
      linkIssues: [],
    });
    // It is said once: the receiver's address is the experiment's alone.
    expect(currentLink(receiver)).toBe(encodeLink(smallData));
  });

  it("passes over what means nothing here", () => {
    for (const text of [
      "vw=",
      "vw=m~nonsense,b~s9b9,z~9-3,w~999,l~2",
      "vw=k~-.3,k~0,k~",
      "vw=constructor~x,__proto__~y,m~toString",
    ]) {
      expect(takeView([text, "zz=1"], smallData)).toEqual({ view: {}, rest: ["zz=1"] });
    }
    expect(takeView(["vw=q~1,m~nll"], smallData).view).toEqual({ metric: "nll" });
  });

  it("never reaches beyond the run", () => {
    const { view } = takeView(["vw=z~10-999999"], smallData);
    expect(view.zoom).toEqual({ from: 10, to: smallData.training.budget });
  });
});

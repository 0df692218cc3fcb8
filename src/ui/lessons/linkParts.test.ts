import { describe, expect, it } from "vitest";
import { lessonIn, lessonLink } from "../../store/lessonLink";
import { labBench } from "../../store/testing/labBench";
import { linkPartsOf, linkTextOf } from "./linkParts";

describe("what a lesson's link hides and locks", () => {
  it("is read from its address, and written as it was", () => {
    const link = "lesson=early-heads&step=2&hide=setup.details&lock=settings";
    const place = lessonIn(`#${link}`);
    if (place === undefined) throw new Error("this is a lesson's link");
    const parts = linkPartsOf(place);
    expect(parts).toEqual({ hidden: ["setup", "details"], held: true, unknown: [] });
    expect(lessonLink({ ...place, ...linkTextOf(parts) })).toBe(link);
    expect(lessonLink({ id: "early-heads", step: 2, ...linkTextOf({ hidden: [], held: false }) })).toBe(
      "lesson=early-heads&step=2",
    );
  });

  it("names what the page does not have, and keeps the rest", () => {
    expect(linkPartsOf({ hide: "door..details.<b>", lock: "window" })).toEqual({
      hidden: ["details"],
      held: false,
      unknown: ["door", "<b>", "window"],
    });
  });

  it("stays in all steps of its lesson, and goes with it", () => {
    const { store } = labBench();
    const { openLesson } = store.getState();
    openLesson({ id: "early-heads", step: 1, hide: "details" });
    openLesson({ id: "early-heads", step: 2 });
    expect(store.getState().lesson).toEqual({ id: "early-heads", step: 2, hide: "details" });
    openLesson({ id: "fair-play", step: 1 });
    expect(store.getState().lesson).toEqual({ id: "fair-play", step: 1 });
  });
});

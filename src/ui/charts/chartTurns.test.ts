import { describe, expect, it } from "vitest";
import { createChartTurns } from "./chartTurns";

/** Frames that come when they are told to. */
function stage() {
  const frames: (() => void)[] = [];
  const turns = createChartTurns((callback) => void frames.push(callback));
  return { turns, frames, next: () => frames.shift()?.() };
}

describe("turns of charts", () => {
  it("are one per frame, in the order in which they were asked for", () => {
    const { turns, frames, next } = stage();
    const drawn: string[] = [];
    for (const name of ["a", "b", "c"]) turns.ask(() => void drawn.push(name));
    expect(frames.length).toBe(1);
    next();
    expect(drawn).toEqual(["a"]);
    next();
    next();
    expect(drawn).toEqual(["a", "b", "c"]);
    expect(frames).toEqual([]);
  });

  it("do not come back for what was taken back", () => {
    const { turns, next } = stage();
    const drawn: string[] = [];
    const back = turns.ask(() => void drawn.push("a"));
    turns.ask(() => void drawn.push("b"));
    back();
    next();
    expect(drawn).toEqual(["b"]);
  });

  it("go on after a chart that throws", () => {
    const { turns, next } = stage();
    const drawn: string[] = [];
    turns.ask(() => {
      throw new Error("no room");
    });
    turns.ask(() => void drawn.push("b"));
    expect(next).toThrow("no room");
    next();
    expect(drawn).toEqual(["b"]);
  });
});

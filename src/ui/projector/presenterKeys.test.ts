// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { keyOf } from "./presenterKeys";

const pressed = (key: string, html = "<div></div>", more: Partial<KeyboardEvent> = {}) => {
  document.body.innerHTML = html;
  const target = document.body.firstElementChild;
  return keyOf({ key, target, ctrlKey: false, metaKey: false, altKey: false, ...more });
};

describe("a presenter's keys", () => {
  it("turn views and pages, play, and black the screen", () => {
    expect(pressed("ArrowRight")).toEqual({ kind: "view", by: 1 });
    expect(pressed("3")).toMatchObject({ kind: "view", view: "agreement" });
    expect(pressed("PageUp")).toEqual({ kind: "page", by: -1 });
    expect(pressed(" ")).toEqual({ kind: "play" });
    expect(pressed("b")).toEqual({ kind: "black" });
    expect(pressed("toString")).toBeUndefined();
  });

  it("leave controls and the browser what is theirs", () => {
    expect(pressed(" ", "<button></button>")).toBeUndefined();
    expect(pressed("PageDown", "<button></button>")).toEqual({ kind: "page", by: 1 });
    expect(pressed("ArrowRight", "<input type=range>")).toBeUndefined();
    expect(pressed("b", "<textarea></textarea>")).toBeUndefined();
    expect(pressed("b", undefined, { ctrlKey: true })).toBeUndefined();
  });
});

// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { remains } from "../../catalog/methods/remains";
import { methods } from "../../catalog/methods";
import { experimentReference } from "../../experiment/reference";
import { labStage } from "../testing/renderLab";
import { aboutAddress, askedEntry } from "./about";
import { ReferenceDialog } from "./ReferenceDialog";

afterEach(cleanup);

const open = (entry?: string): void => void render(labStage().wrap(<ReferenceDialog entry={entry} />));
const entries = (): readonly HTMLDetailsElement[] => [...document.querySelectorAll("details")];
const search = (text: string): void =>
  void fireEvent.change(screen.getByRole("searchbox", { name: "Search the reference" }), { target: { value: text } });

describe("the reference", () => {
  it("lists every entry, closed, and every method in its section", () => {
    open();
    const count = experimentReference().flatMap((section) => section.entries).length;
    expect(entries()).toHaveLength(count);
    expect(entries().every((entry) => !entry.open)).toBe(true);
    const section = screen.getByRole("region", { name: "Methods of supervision" });
    for (const { title } of Object.values(methods))
      expect(within(section).getAllByText(title).length).toBeGreaterThan(0);
  });

  it("opens at the entry that was asked for, with formula, settings, source and what differs", () => {
    open("methods/dhm");
    const [dhm] = entries().filter((entry) => entry.open);
    expect(dhm?.querySelector("summary")).toBe(document.activeElement);
    const text = dhm?.textContent ?? "";
    expect(text).toContain(methods.dhm.formula);
    expect(text).toContain("dhm.temperature");
    expect(text).toContain("CVPR 2020");
    for (const sentence of methods.dhm.differs) expect(text).toContain(sentence);
    for (const sentence of remains["dhm"] ?? []) expect(text).toContain(sentence);
    expect(dhm?.querySelector("a")?.getAttribute("href")).toBe("https://arxiv.org/abs/2003.10739");
    expect(dhm?.querySelectorAll("a")[1]?.getAttribute("href")).toBe("https://github.com/d-li14/DHM");
  });

  it("opens what a search leaves, when that is little, and says when nothing is left", () => {
    open();
    search("dhm.temperature");
    expect(entries()).toHaveLength(1);
    expect(entries()[0]?.open).toBe(true);
    expect(screen.getAllByRole("status")[0]?.textContent).toMatch(/^1 of \d+ entries$/);
    search("no such words");
    expect(entries()).toHaveLength(0);
    expect(screen.getAllByRole("status")[0]?.textContent).toMatch(/^Nothing matches/);
  });

  it("goes from the contents to an entry, even while a search hides it", () => {
    open();
    search("dhm.temperature");
    fireEvent.click(within(screen.getByRole("navigation", { name: "Contents" })).getByRole("button", { name: "SGD" }));
    const opened = entries().filter((entry) => entry.open);
    expect(opened.map((entry) => entry.querySelector("b")?.textContent)).toEqual(["SGD"]);
  });
});

describe("its address", () => {
  it("keeps the experiment and drops every other query", () => {
    const address = aboutAddress("https://lab.example/a/?embed=1#v1&s=7&c=abcd", "methods/dhm");
    expect(address).toBe("https://lab.example/a/?about=methods/dhm#v1&s=7&c=abcd");
    expect(askedEntry(new URL(address).search)).toBe("methods/dhm");
  });

  it.each(["", "?about=", "?about=dhm", "?about=../x", "?about=methods/<b>", `?about=a/${"x".repeat(41)}`])(
    "%s asks for nothing",
    (query) => {
      expect(askedEntry(query)).toBeUndefined();
    },
  );
});

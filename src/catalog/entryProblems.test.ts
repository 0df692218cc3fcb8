import { describe, expect, test } from "vitest";
import { choice, int } from "../schema/field";
import { entryProblems, fieldProblems } from "./entryProblems";

const width = int({ label: "Width", help: "Channels.", initial: 4, min: 1, max: 8 });
const entry = {
  kind: "demo",
  title: "Demo",
  summary: "For this test.",
  source: { paper: "none" },
  differs: [],
  fields: { width },
} as const;

// The contract tests are worth nothing if this sees nothing.
describe("entryProblems", () => {
  test("finds nothing wrong with a good entry", () => {
    expect(entryProblems("demo", entry)).toEqual([]);
  });

  test.each([
    ["other", entry, "the entry other calls itself demo"],
    ["a.b", { ...entry, kind: "a.b" }, "the kind a.b must be one camelCase word"],
    ["demo", { ...entry, title: " " }, "the title is empty"],
    ["demo", { ...entry, summary: "No full stop" }, "the summary must be a sentence"],
    ["demo", { ...entry, source: { paper: "" } }, "the source is empty"],
    ["demo", { ...entry, differs: ["no full stop"] }, "what differs must be sentences: no full stop"],
    ["demo", { ...entry, formula: " " }, "the formula is empty"],
    ["demo", { ...entry, fields: { "w.h": width } }, "the setting w.h must be one camelCase word"],
    ["demo", { ...entry, fields: { width: { ...width, label: "" } } }, "width: the label is empty"],
    ["demo", { ...entry, fields: { width: { ...width, help: "" } } }, "width: the help must be a sentence"],
    [
      "demo",
      { ...entry, fields: { width: { ...width, initial: 9 } } },
      'width: 9 is refused: expected {"path":"value","expected":{"code":"number","whole":true,"min":1,"max":8},"got":{"code":"shown","text":"9"}}',
    ],
  ])("%s", (key, bad, problem) => {
    expect(entryProblems(key, bad)).toContain(problem);
  });

  test("finds that nothing is said of what differs from the source", () => {
    const { differs: _, ...silent } = entry;
    expect(entryProblems("demo", silent as typeof entry)).toEqual(["what differs from the source is not said"]);
  });

  test("finds values that a link cannot carry", () => {
    const words = { label: "X", help: "X." };
    const spaced = choice({ ...words, initial: "a b", options: [{ value: "a b", label: "x" }] });
    expect(fieldProblems(spaced)[0]).toBe('"a b" is written as a b, which links do not allow');
    expect(fieldProblems({ ...width, format: () => "1" })).toContain("4 is written as 1 and does not come back");
  });
});

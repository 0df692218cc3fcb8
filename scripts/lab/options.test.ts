import { describe, expect, it } from "vitest";
import { parseOptions } from "./options";

const specs = { steps: { takesValue: true }, resume: { takesValue: false } };

describe("parseOptions", () => {
  it("tells options from what stands between them", () => {
    const { positional, values, problems } = parseOptions(["tiny", "--steps", "5", "--resume"], specs);
    expect(positional).toEqual(["tiny"]);
    expect([...values]).toEqual([
      ["steps", "5"],
      ["resume", ""],
    ]);
    expect(problems).toEqual([]);
  });

  it("reads a value after an equals sign, too", () => {
    expect(parseOptions(["--steps=7"], specs).values.get("steps")).toBe("7");
  });

  it.each([
    [["--step", "5"], "--step is not an option; there are --steps, --resume"],
    [["--toString"], "--toString is not an option"],
    [["--steps"], "--steps needs a value"],
    [["--steps", "--resume"], "--steps needs a value"],
    [["--resume=yes"], "--resume takes no value"],
  ])("complains about %j", (args, problem) => {
    expect(parseOptions(args, specs).problems[0]).toContain(problem);
  });
});

import { describe, expect, it } from "vitest";
import { ConfigError } from "../schema/configError";
import { parseExperiment } from "./parseExperiment";
import { findPreset, smallData } from "./presets";
import { said } from "../ui/words/testing/said";

const stored = (): Record<string, Record<string, unknown>> =>
  structuredClone(findPreset("smoke")?.experiment ?? smallData) as never;

describe("a stored experiment", () => {
  it("gives a setting that it was stored without the value that runs without it mean", () => {
    const { measure, ...rest } = stored();
    const { ensemble: _, ...before } = measure ?? {};
    const read = parseExperiment({ ...rest, measure: before });
    expect(read.measure).toEqual({ ...before, ensemble: smallData.measure.ensemble });
  });

  it.each(["seed", "dataset", "backbone", "optimizer", "training", "augmentation", "measure", "arms"])(
    "is refused without its part %s",
    (part) => {
      const { [part]: _, ...rest } = stored();
      expect(() => parseExperiment(rest)).toThrow(ConfigError);
    },
  );

  it.each([
    [{ training: { batchSize: 1e9 } }, /^training\.batchSize: expected/],
    [{ measure: { later: 1 } }, /^measure\.later: expected one of/],
    [{ backbone: { kind: "none" } }, /^backbone: expected one of/],
  ])("is refused with what is wrong or unknown in it: %j", (change, message) => {
    expect(said(() => parseExperiment({ ...stored(), ...change }))).toMatch(message);
  });
});

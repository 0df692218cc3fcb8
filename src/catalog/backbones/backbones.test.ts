import { describe, expect, test } from "vitest";
import { totalCost } from "../../graph/cost";
import { expandNetwork } from "../../graph/expandNetwork";
import { createStream } from "../../random/stream";
import { ConfigError } from "../../schema/configError";
import { drawValues } from "../../schema/drawValue";
import { initialValues } from "../../schema/field";
import { ShapeError } from "../../graph/shape";
import { entryProblems } from "../entryProblems";
import type { AnyBackbone } from "./backbone";
import { backbones } from ".";

const entries: readonly [string, AnyBackbone][] = Object.entries(backbones);
const input = [32, 32, 3];

describe.each(entries)("%s", (kind, entry) => {
  const initial = initialValues(entry.fields);

  test("keeps the contract of all entries", () => {
    expect(entryProblems(kind, entry)).toEqual([]);
    expect(entry.name(initial)).not.toBe("");
  });

  test("expands into a network with its initial settings", () => {
    const spec = entry.expand(initial);
    const graph = expandNetwork(spec, input, 20, []);
    expect(graph.heads.map(({ branch }) => branch)).toEqual(["main"]);
    expect(graph.sites.length).toBe(2 + spec.stages.flat().length);
    expect(new Set(graph.nodes.map(({ name }) => name)).size).toBe(graph.nodes.length);
    expect(graph.nodes.at(-1)?.shape).toEqual([20]);
    expect(totalCost(graph).parameters).toBeGreaterThan(0);
    // Pure: the same settings give the same trunk, and nothing is shared with the last one.
    expect(entry.expand(initial)).toEqual(spec);
  });

  test("what it cautions against is a setting, and its right value ends the caution", () => {
    const caution = entry.caution?.(initial, 1);
    if (caution === undefined) return;
    const field = entry.fields[caution.field];
    expect(field?.parse(field.format(caution.right), caution.field)).toBe(caution.right);
    expect(entry.caution?.({ ...initial, [caution.field]: caution.right }, 1)).toBeUndefined();
    expect(entry.caution?.(initial, 1_000_000)).toBeUndefined();
  });

  test("gives a network or says what contradicts what, for any settings of its fields", () => {
    const stream = createStream(7);
    for (let round = 0; round < 20; round += 1) {
      const values = drawValues(entry.fields, stream);
      try {
        expect(expandNetwork(entry.expand(values), input, 20, []).heads).toHaveLength(1);
      } catch (error) {
        if (!(error instanceof ConfigError || error instanceof ShapeError)) throw error;
      }
    }
  });
});

test("NIN is the one that cautions, in links without its setting", () => {
  const warning = entries.filter(([, entry]) => entry.caution?.(initialValues(entry.fields), 1) !== undefined);
  expect(warning.map(([kind]) => kind)).toEqual(["nin"]);
});

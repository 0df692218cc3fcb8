import { expect, test } from "vitest";
import { armNetwork } from "../../experiment/network";
import { dhmArm, smallData } from "../../experiment/presets";
import { relativeArms, type Relative } from "../../experiment/relatives";
import { layoutSchematic } from "./schematic";

const drawn = (relative: Relative, networks = 2) => {
  const arm = relativeArms(smallData, { rule: "light", networks }).get(relative);
  if (arm === undefined) throw new Error(`no arm for ${relative}`);
  return layoutSchematic(armNetwork(smallData, arm));
};

test("DHM: the later fork runs nearer to the trunk, and its own stages stand under the trunk's", () => {
  const { lanes, trunk, arcs } = drawn("dhm");
  expect(lanes.map(({ branch }) => branch)).toEqual(["s2b1", "s1b1"]);
  expect(lanes.map(({ boxes }) => boxes.map(({ stage }) => stage))).toEqual([["s3"], ["s2", "s3"]]);
  for (const box of lanes.flatMap(({ boxes }) => boxes)) {
    expect(box.x).toBe(trunk.find(({ stage }) => stage === box.stage)?.x);
  }
  expect(arcs).toHaveLength(3);
  for (const { from, to, students } of arcs) expect([...students].sort((a, b) => a - b)).toEqual([from, to]);
});

test("no drop to a lane crosses a lane above it", () => {
  const { lanes } = drawn("dhm");
  lanes.forEach(({ fromX }, index) => {
    for (const above of lanes.slice(0, index)) expect(above.fromX).toBeGreaterThan(fromX);
  });
});

test("DML: whole networks from the input on", () => {
  const { lanes, trunk, arcs } = drawn("dml", 3);
  expect(lanes.map(({ site }) => site)).toEqual(["input", "input"]);
  for (const { boxes, fromX } of lanes) {
    expect(boxes).toEqual(trunk);
    expect(fromX).toBeLessThan(trunk[0]?.x ?? 0);
  }
  expect(arcs).toHaveLength(3);
});

test("DSL has no arrows, plain's branches are observers", () => {
  expect(drawn("dsl").arcs).toEqual([]);
  expect(drawn("plain").lanes.every(({ observer }) => observer)).toBe(true);
});

test("an arrow ends at the one who imitates", () => {
  const arm = dhmArm(1, "s1b1");
  const down = { ...arm, method: { ...arm.method, pairs: "down" } as typeof arm.method };
  const { arcs, lanes } = layoutSchematic(armNetwork(smallData, down));
  expect(arcs.map(({ students }) => students)).toEqual([[lanes[0]?.y]]);
});

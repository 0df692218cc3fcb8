import { describe, expect, test } from "vitest";
import { channelsAt, expandNetwork } from "../../graph/expandNetwork";
import type { NetworkGraph } from "../../graph/networkGraph";
import { pathParameters, sharedParameters } from "../../graph/sharedPath";
import { placeOf, type BackboneSpec, type BranchSpec } from "../../graph/spec";
import { initialValues } from "../../schema/field";
import { backbones } from "../backbones";
import type { AnyBackbone } from "../backbones/backbone";
import { entryProblems } from "../entryProblems";
import type { AnyBranchDesign } from "./branchDesign";
import { branches } from ".";

const entries: readonly [string, AnyBranchDesign][] = Object.entries(branches);
const trunks: readonly [string, AnyBackbone][] = Object.entries(backbones);
const input = [32, 32, 3];

function fork(backbone: BackboneSpec, site: string, branch: BranchSpec): NetworkGraph {
  return expandNetwork(backbone, input, 20, [{ id: site, site, branch, observer: false }]);
}

describe.each(entries)("%s", (kind, entry) => {
  const settings = {
    initial: initialValues(entry.fields),
    ...Object.fromEntries(
      Object.entries(entry.aliases).map(([alias, { values }]) => [
        alias,
        { ...initialValues(entry.fields), ...(values as object) },
      ]),
    ),
  };

  test("keeps the contract of all entries", () => {
    expect(entryProblems(kind, entry)).toEqual([]);
    for (const [alias, { title, values }] of Object.entries(entry.aliases)) {
      expect(alias).toMatch(/^[a-z][a-zA-Z0-9]*$/);
      expect(title).not.toBe("");
      for (const [name, value] of Object.entries(values)) {
        expect(entry.fields[name]?.parse(value, name)).toEqual(value);
      }
    }
  });

  describe.each(trunks)("on %s", (_, trunk) => {
    const backbone = trunk.expand(initialValues(trunk.fields));
    const sites = expandNetwork(backbone, input, 20, []).sites.map(({ id }) => id);

    test.each(sites)("forks at %s with a head that learns", (site) => {
      for (const values of Object.values(settings)) {
        const context = { backbone, place: placeOf(backbone, site), channels: channelsAt(backbone, input, site) };
        const branch = entry.expand(context, values);
        expect(branch.design).not.toBe("");
        expect(entry.caption(values)).not.toBe("");
        expect(entry.expand(context, values)).toEqual(branch);
        const graph = fork(backbone, site, branch);
        const head = graph.heads[1];
        expect(graph.nodes.find(({ name }) => name === head?.logits)?.shape).toEqual([20]);
        // Its own parameters are not the trunk's: what both share ends at the fork.
        const shared = new Set(sharedParameters(graph, "main", site).map(({ name }) => name));
        const own = pathParameters(graph, site).filter(({ name }) => !shared.has(name));
        expect(own.length).toBeGreaterThan(0);
        expect(own.every((parameter) => parameter.branch === site)).toBe(true);
        expect([...shared].every((name) => !name.startsWith("branch."))).toBe(true);
        expect(shared.size === 0).toBe(site === "input");
      }
    });
  });
});

test("no name or alias of a design means two designs", () => {
  const names = entries.flatMap(([kind, entry]) => [kind, ...Object.keys(entry.aliases)]);
  expect(new Set(names).size).toBe(names.length);
});

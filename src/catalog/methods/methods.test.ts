import { describe, expect, test } from "vitest";
import { channelsAt, expandNetwork } from "../../graph/expandNetwork";
import type { NetworkGraph } from "../../graph/networkGraph";
import { branchIds, placeOf } from "../../graph/spec";
import { termInputs, type Term } from "../../graph/term";
import { createStream } from "../../random/stream";
import { drawValues } from "../../schema/drawValue";
import { initialValues } from "../../schema/field";
import { backbones } from "../backbones";
import { branches } from "../branches";
import type { AnyBranchDesign } from "../branches/branchDesign";
import { entryProblems } from "../entryProblems";
import type { AnyMethod, MethodContext, MethodPlan } from "./method";
import { methods } from ".";

const entries: readonly [string, AnyMethod][] = Object.entries(methods);
const input = [16, 16, 3];

function network(method: AnyMethod, design: AnyBranchDesign, sites: readonly string[]): NetworkGraph {
  const backbone = backbones.resnet.expand(initialValues(backbones.resnet.fields));
  const ids = branchIds(sites);
  return expandNetwork(
    backbone,
    input,
    5,
    sites.map((site, index) => {
      const context = { backbone, place: placeOf(backbone, site), channels: channelsAt(backbone, input, site) };
      const branch = design.expand(context, initialValues(design.fields));
      return { id: ids[index] ?? site, site, branch, observer: method.observes(initialValues(method.fields)) };
    }),
  );
}

const contextOf = ({ heads }: NetworkGraph, weights: { readonly [branch: string]: number } = {}): MethodContext => ({
  heads,
  weightOf: (branch) => weights[branch] ?? 1,
});

/** Everything that any list of terms must satisfy over a graph. */
function checkPlan(graph: NetworkGraph, { terms, views }: MethodPlan): void {
  expect([1, 2]).toContain(views);
  const tensors = new Set(graph.nodes.map(({ name }) => name));
  const parameters = new Set(graph.parameters.map(({ name }) => name));
  const heads = new Set(graph.heads.map(({ branch }) => branch));
  expect(new Set(terms.map(({ id }) => id)).size).toBe(terms.length);
  for (const term of terms) {
    expect(heads).toContain(term.branch);
    const inputs = termInputs(term);
    for (const tensor of Object.values(inputs)) expect(tensors).toContain(tensor);
    for (const role of term.detach) expect(Object.keys(inputs)).toContain(role);
    if (term.sampleWeight !== undefined) expect(tensors).toContain(term.sampleWeight.tensor);
    for (const name of term.gate?.l2Of ?? []) expect(parameters).toContain(name);
    expect(Number.isFinite(term.weight.base)).toBe(true);
    // Ids are keys of chart series and of saved runs.
    expect(term.id).toMatch(/^[A-Za-z][A-Za-z0-9.<>/-]*$/);
  }
}

/** Terms that move a branch's own head: they read its outputs without holding them constant, and count. */
function teachers(terms: readonly Term[], outputs: readonly string[]): readonly Term[] {
  return terms.filter(
    (term) =>
      term.weight.base !== 0 &&
      Object.entries(termInputs(term)).some(
        ([role, tensor]) => outputs.includes(tensor) && !term.detach.includes(role),
      ),
  );
}

describe.each(entries)("%s", (kind, method) => {
  const initial = initialValues(method.fields);

  test("keeps the contract of all entries", () => {
    expect(entryProblems(kind, method)).toEqual([]);
    expect(method.formula).toMatch(/^L = /);
    expect(method.describe(initial)).toMatch(/\.$/);
    // A setting of an arm is written `kind.name`, beside those of branches: `s1b1.name`.
    expect(kind).not.toMatch(/^(input|stem|s\d+b\d+)$/);
  });

  test.each(Object.entries(branches as { readonly [kind: string]: AnyBranchDesign }))(
    "teaches every head of a network with %s branches",
    (_, design) => {
      for (const sites of [[], ["s1b1"], ["input"], ["s1b1", "s2b1"], ["s1b1", "s1b1", "s2b1"]]) {
        const graph = network(method, design, sites);
        const plan = method.plan(contextOf(graph), initial);
        checkPlan(graph, plan);
        expect(method.plan(contextOf(graph), initial)).toEqual(plan);
        for (const head of graph.heads) {
          expect(teachers(plan.terms, [head.logits, head.embedding, head.features])).not.toEqual([]);
        }
      }
    },
  );

  test("has sound terms for any settings", () => {
    const graph = network(method, branches.gap as AnyBranchDesign, ["s1b1", "s2b1"]);
    const stream = createStream(3);
    for (let round = 0; round < 20; round += 1) {
      const values = drawValues(method.fields, stream);
      checkPlan(graph, method.plan(contextOf(graph, { s1b1: 0.3 }), values));
      expect(method.describe(values)).toMatch(/\.$/);
    }
  });

  test("lets a branch's weight count in exactly one term: what the branch itself has to learn", () => {
    const graph = network(method, branches.gap as AnyBranchDesign, ["s1b1", "s2b1"]);
    const plain = method.plan(contextOf(graph), initial).terms;
    const heavy = method.plan(contextOf(graph, { s1b1: 0.25 }), initial).terms;
    const changed = plain.filter((term, index) => heavy[index]?.weight.base !== term.weight.base);
    expect(changed).toHaveLength(1);
    expect(changed[0]).toMatchObject({ branch: "s1b1" });
    expect(changed[0]?.kind).not.toBe("kl");
    plain.forEach((term, index) => {
      const factor = changed.includes(term) ? 0.25 : 1;
      expect(heavy[index]).toEqual({ ...term, weight: { ...term.weight, base: factor * term.weight.base } });
    });
  });
});

const graph = network(methods.dhm as AnyMethod, branches.gap as AnyBranchDesign, ["s1b1", "s2b1"]);
const ids = (plan: MethodPlan) => plan.terms.map(({ id }) => id);
const cross = ["ce/main", "ce/s1b1", "ce/s2b1"];

describe("plain", () => {
  test("observes: its branches' gradients stop at the fork", () => {
    expect(methods.plain.observes(initialValues(methods.plain.fields))).toBe(true);
    expect(network(methods.plain as AnyMethod, branches.gap as AnyBranchDesign, ["s1b1"]).heads[1]?.observer).toBe(
      true,
    );
    expect(ids(methods.plain.plan(contextOf(graph), { factor: 1 }))).toEqual(cross);
  });
});

describe("dsl", () => {
  test("is the plain sum of cross-entropies", () => {
    const { terms } = methods.dsl.plan(contextOf(graph), { factor: 1 });
    expect(terms.map(({ id, weight }) => [id, weight])).toEqual(cross.map((id) => [id, { base: 1 }]));
  });
});

describe("dsn", () => {
  test("weighs companions, not main", () => {
    const { terms } = methods.dsn.plan(contextOf(graph, { s2b1: 0.5 }), {
      ...initialValues(methods.dsn.fields),
      companion: 0.3,
      decay: true,
    });
    expect(terms.map(({ weight }) => weight)).toEqual([
      { base: 1 },
      { base: 0.3, decay: "linear" },
      { base: 0.15, decay: "linear" },
    ]);
    expect(methods.dsn.plan(contextOf(graph), initialValues(methods.dsn.fields))).toEqual(
      methods.dsl.plan(contextOf(graph), { factor: 1 }),
    );
  });
});

describe("dhm", () => {
  const initial = initialValues(methods.dhm.fields);

  test("has all ordered pairs, the teacher held constant", () => {
    const plan = methods.dhm.plan(contextOf(graph), { ...initial, alpha: 0.5, temperature: 3 });
    const mimicry = ["kl/main<s1b1", "kl/main<s2b1", "kl/s1b1<main", "kl/s1b1<s2b1", "kl/s2b1<main", "kl/s2b1<s1b1"];
    expect(ids(plan)).toEqual([...cross, ...mimicry]);
    expect(plan.terms.find(({ id }) => id === "kl/s1b1<main")).toEqual({
      kind: "kl",
      id: "kl/s1b1<main",
      branch: "s1b1",
      student: "branch.s1b1.head.dense",
      teacher: "main.dense",
      temperature: 3,
      factor: "squared",
      weight: { base: 0.5 },
      detach: ["teacher"],
      rows: "all",
    });
  });

  test("may point one way only", () => {
    const pairs = (value: "down" | "up") => ids(methods.dhm.plan(contextOf(graph), { ...initial, pairs: value }));
    expect(pairs("down")).toEqual([...cross, "kl/s1b1<main", "kl/s2b1<main"]);
    expect(pairs("up")).toEqual([...cross, "kl/main<s1b1", "kl/main<s2b1"]);
  });

  test("drawn by terms (D1): every mimicking term may drop out, no other", () => {
    const { terms } = methods.dhm.plan(contextOf(graph), { ...initial, dynamic: "terms" });
    for (const { id, dynamic } of terms) {
      expect(dynamic).toEqual(id.startsWith("kl/") ? { rule: "termDropout", stream: "mimicry" } : undefined);
    }
  });

  test("drawn by branches (D2): a branch is gated in every term that touches it, main in none", () => {
    const { terms } = methods.dhm.plan(contextOf(graph), { ...initial, dynamic: "branches", rate: 0.25 });
    const gated = Object.fromEntries(
      terms.map(({ id, dynamic }) => [id, dynamic?.rule === "branchGate" ? [...dynamic.branches, dynamic.rate] : []]),
    );
    expect(gated).toEqual({
      "ce/main": [],
      "ce/s1b1": ["s1b1", 0.25],
      "ce/s2b1": ["s2b1", 0.25],
      "kl/main<s1b1": ["s1b1", 0.25],
      "kl/main<s2b1": ["s2b1", 0.25],
      "kl/s1b1<main": ["s1b1", 0.25],
      "kl/s1b1<s2b1": ["s1b1", "s2b1", 0.25],
      "kl/s2b1<main": ["s2b1", 0.25],
      "kl/s2b1<s1b1": ["s2b1", "s1b1", 0.25],
    });
  });

  test("may divide the mimicking by the number of other heads", () => {
    const { terms } = methods.dhm.plan(contextOf(graph), { ...initial, alpha: 3, normalise: true });
    expect(terms.map(({ weight }) => weight.base)).toEqual([1, 1, 1, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5]);
  });

  test("may let gradients reach the teacher", () => {
    const { terms } = methods.dhm.plan(contextOf(graph), { ...initial, detach: false });
    expect(terms.every(({ detach }) => detach.length === 0)).toBe(true);
  });
});

import { branches } from "../../catalog/branches";
import { resnet } from "../../catalog/backbones/resnet";
import { methods } from "../../catalog/methods";
import { expandNetwork } from "../../graph/expandNetwork";
import type { NetworkGraph } from "../../graph/networkGraph";
import { branchIds, placeOf, type BackboneSpec, type BranchSpec } from "../../graph/spec";
import type { Term } from "../../graph/term";
import { initialValues } from "../../schema/field";
import type { ExecutorPlan } from "../executor";
import { FixtureError, type FixtureFork, type NetworkFixture } from "./fixture";

/** A fixture's network in our own terms, built from its fields alone. */
export interface FixtureNetwork {
  readonly plan: ExecutorPlan;
  readonly graph: NetworkGraph;
  readonly terms: readonly Term[];
  /** The fixture's name of every parameter and statistic, by ours. */
  readonly fixtureNames: ReadonlyMap<string, string>;
}

/** @throws FixtureError where the fields do not describe a network that can be built. */
export function fixtureNetwork(fixture: NetworkFixture): FixtureNetwork {
  const n = fixture.blocksPerStage;
  const [, , channels, width] = fixture.shape("init/stem.weight");
  const [batchSize, height, imageWidth] = fixture.shape("x0");
  const classes = fixture.shape("init/main.weight")[1];
  if (
    channels === undefined ||
    width === undefined ||
    batchSize === undefined ||
    height === undefined ||
    imageWidth === undefined ||
    classes === undefined
  ) {
    throw new FixtureError(`${fixture.name}.json: stem.weight, main.weight or x0 has the wrong rank`);
  }
  const backbone = resnet.expand({ depth: 6 * n + 2, width, shortcut: "A", block: "basic" });
  const sites = fixture.forks.map(([position]) => siteAt(position, n));
  const ids = branchIds(sites);
  const forks = fixture.forks.map((fork, index) => ({
    id: ids[index] ?? "",
    site: sites[index] ?? "",
    branch: branchSpec(fork, backbone, sites[index] ?? "", width * 2 ** stageOf(fork[0], n)),
    observer: false,
  }));
  const graph = expandNetwork(backbone, [height, imageWidth, channels], classes, forks);
  // The mimicking terms are kept at alpha 0, too: the fixture records their values there.
  const { terms } = methods.dhm.plan(
    { heads: graph.heads, weightOf: (branch) => (branch === "main" ? 1 : fixture.auxWeight) },
    {
      ...initialValues(methods.dhm.fields),
      alpha: fixture.alpha,
      temperature: fixture.temperature,
      detach: fixture.detach,
    },
  );
  const plan: ExecutorPlan = {
    graph,
    terms,
    optimizer: {
      kind: "sgd",
      momentum: fixture.momentum,
      nesterov: fixture.nesterov,
      weightDecay: fixture.weightDecay,
    },
    batchSize,
    seed: 0,
  };
  return { plan, graph, terms, fixtureNames: nameTable(graph, n, ids) };
}

/** 0 → stem, then the place after that many trunk blocks. */
function siteAt(position: number, blocksPerStage: number): string {
  if (position === 0) return "stem";
  const block = (position - 1) % blocksPerStage;
  return `s${stageOf(position, blocksPerStage) + 1}b${block + 1}`;
}

/** Zero-based stage that contains a position; the stem counts with stage 0. */
function stageOf(position: number, blocksPerStage: number): number {
  return position === 0 ? 0 : Math.floor((position - 1) / blocksPerStage);
}

function branchSpec(fork: FixtureFork, backbone: BackboneSpec, site: string, channels: number): BranchSpec {
  const context = { backbone, place: placeOf(backbone, site), channels };
  const [, kind, blocks, width] = fork;
  switch (kind) {
    case "fc":
      return branches.gap.expand(context, {});
    case "conv":
      return branches.conv.expand(context, { width: 2 });
    case "dhm":
      return branches.dhm.expand(context, { rule: "custom", blocks: [blocks], width });
    default:
      return kind satisfies never;
  }
}

/** Our names to the fixture's: `s2b1.conv1.kernel` → `trunk.1.conv1.weight`. */
function nameTable(graph: NetworkGraph, blocksPerStage: number, ids: readonly string[]): ReadonlyMap<string, string> {
  const blockOrder = new Map<string, string[]>();
  for (const { name } of graph.parameters) {
    const match = /^branch\.(.+)\.(s\d+b\d+)\.conv1\.kernel$/.exec(name);
    const [, id = "", block = ""] = match ?? [];
    if (match !== null) blockOrder.set(id, [...(blockOrder.get(id) ?? []), block]);
  }
  const table = new Map<string, string>();
  for (const { name } of [...graph.parameters, ...graph.statistics]) {
    table.set(name, translate(name, blocksPerStage, ids, blockOrder));
  }
  return table;
}

function translate(
  name: string,
  blocksPerStage: number,
  ids: readonly string[],
  blockOrder: ReadonlyMap<string, readonly string[]>,
): string {
  const trunk = /^s(\d+)b(\d+)\.(.+)$/.exec(name);
  if (trunk !== null) {
    const index = (Number(trunk[1]) - 1) * blocksPerStage + Number(trunk[2]) - 1;
    return `trunk.${index}.${blockPart(trunk[3] ?? "")}`;
  }
  if (name.startsWith("stem.conv.")) return "stem.weight";
  if (name.startsWith("stem.norm.")) return `stem_bn.${leaf(name)}`;
  if (name.startsWith("main.dense.")) return `main.${leaf(name)}`;
  const [index, id] = ids.map((each, at) => [at, each] as const).find(([, each]) => belongs(name, each, ids)) ?? [];
  if (index === undefined || id === undefined) throw new FixtureError(`no fixture name for ${name}`);
  const rest = name.slice(`branch.${id}.`.length);
  if (rest.startsWith("head.dense.")) return `branch.${index}.fc.${leaf(rest)}`;
  if (rest.startsWith("headb1.conv.")) return `branch.${index}.conv.0.weight`;
  if (rest.startsWith("headb1.norm.")) return `branch.${index}.conv.1.${leaf(rest)}`;
  const dot = rest.indexOf(".");
  const block = blockOrder.get(id)?.indexOf(rest.slice(0, dot)) ?? -1;
  return `branch.${index}.blocks.${block}.${blockPart(rest.slice(dot + 1))}`;
}

/** `s1b1` is also the beginning of `s1b1.2`: the longest id wins. */
function belongs(name: string, id: string, ids: readonly string[]): boolean {
  const fits = (candidate: string): boolean => name.startsWith(`branch.${candidate}.`);
  return fits(id) && !ids.some((other) => other.length > id.length && fits(other));
}

function blockPart(part: string): string {
  const match = /^(conv|norm)([12])\./.exec(part);
  return `${match?.[1] === "norm" ? "bn" : "conv"}${match?.[2] ?? "?"}.${leaf(part)}`;
}

function leaf(name: string): string {
  const last = name.slice(name.lastIndexOf(".") + 1);
  const leaves: { readonly [ours: string]: string } = {
    kernel: "weight",
    weight: "weight",
    gamma: "weight",
    beta: "bias",
    bias: "bias",
    mean: "running_mean",
    variance: "running_var",
  };
  return leaves[last] ?? last;
}

import { buildBlock } from "./blocks/block";
import { buildHead } from "./buildHead";
import { GraphBuilder, type Scope } from "./graphBuilder";
import type { Head, NetworkGraph, Site, StageId } from "./networkGraph";
import { placeOf, type BackboneSpec, type ForkSpec } from "./spec";
import type { Shape } from "./shape";

/**
 * Backbone, forks and branches as one graph of primitives.
 *
 * Nodes are in topological order with the trunk first; adding a branch therefore changes no trunk name, and initial
 * weights (keyed by name) stay the same.
 * @param input `[height, width, channels]` of one image.
 * @throws SiteError for a fork at a place that the backbone does not have.
 * @throws ShapeError where sizes or channels do not fit, or a head would be absurdly large.
 */
export function expandNetwork(
  backbone: BackboneSpec,
  input: Shape,
  classes: number,
  forks: readonly ForkSpec[],
): NetworkGraph {
  for (const fork of forks) placeOf(backbone, fork.site);
  const builder = new GraphBuilder(input);
  const { sites, end } = buildTrunk(builder, backbone);
  const mainScope: Scope = { branch: "main", stage: "head", path: "main" };
  const heads: Head[] = [
    buildHead(builder, mainScope, end, classes, backbone.finalNorm, { kind: "pooledLinear" }, "GAP + linear"),
  ];
  for (const fork of forks) {
    const site = sites.get(fork.site);
    if (site !== undefined) heads.push(buildBranch(builder, backbone, site, fork, classes));
  }
  return {
    input,
    classes,
    nodes: builder.nodes,
    parameters: builder.parameters,
    statistics: builder.statistics,
    sites: [...sites.values()],
    heads,
    stages: ["stem", ...backbone.stages.map((_, index) => `s${index + 1}`)],
  };
}

/**
 * Channels of the tensor at a site.
 * @throws SiteError, ShapeError as {@link expandNetwork}.
 */
export function channelsAt(backbone: BackboneSpec, input: Shape, site: string): number {
  placeOf(backbone, site);
  const { sites } = buildTrunk(new GraphBuilder(input), backbone);
  return sites.get(site)?.shape.at(-1) ?? 0;
}

function buildTrunk(builder: GraphBuilder, backbone: BackboneSpec): { sites: Map<string, Site>; end: string } {
  const sites = new Map<string, Site>();
  const mark = (id: string, stage: StageId, position: number, tensor: string, stageEnd: boolean): void => {
    sites.set(id, { id, stage, position, tensor, shape: builder.shapeOf(tensor), stageEnd });
  };
  let tensor = "input";
  mark("input", "input", -1, tensor, true);
  backbone.stem.forEach((block, index) => {
    const path = backbone.stem.length === 1 ? "stem" : `stem${index + 1}`;
    tensor = buildBlock(builder, { branch: "main", stage: "stem", path }, tensor, block);
  });
  mark("stem", "stem", 0, tensor, true);
  let position = 0;
  backbone.stages.forEach((blocks, stageIndex) => {
    const stage = `s${stageIndex + 1}`;
    blocks.forEach((block, blockIndex) => {
      const path = `${stage}b${blockIndex + 1}`;
      tensor = buildBlock(builder, { branch: "main", stage, path }, tensor, block);
      position += 1;
      mark(path, stage, position, tensor, blockIndex === blocks.length - 1);
    });
  });
  return { sites, end: tensor };
}

function buildBranch(builder: GraphBuilder, backbone: BackboneSpec, site: Site, fork: ForkSpec, classes: number): Head {
  const { id, branch, observer } = fork;
  const prefix = `branch.${id}`;
  const scope = (stage: StageId, path: string): Scope => ({ branch: id, stage, path: `${prefix}.${path}` });
  let tensor = branch.tap === "beforeActivation" ? builder.beforeActivation(site.tensor) : site.tensor;
  if (observer) {
    const forkScope: Scope = { branch: id, stage: site.stage, path: prefix };
    tensor = builder.apply(forkScope, "observe", { op: "detach", observer: true }, tensor);
  }
  for (const { stage, blocks } of branch.stages) {
    blocks.forEach((block, index) => {
      tensor = buildBlock(builder, scope(stage, `${stage}b${index + 1}`), tensor, block);
    });
  }
  const head = buildHead(
    builder,
    scope("head", "head"),
    tensor,
    classes,
    backbone.finalNorm,
    branch.head,
    branch.design,
  );
  return { ...head, site: fork.site, observer };
}

import { buildBlock, leavesRawSum, startsWithNorm, strideOf, type BlockSpec } from "./blocks/block";
import { buildSkip } from "./blocks/skipBlock";
import { buildHead } from "./buildHead";
import { GraphBuilder, type Scope } from "./graphBuilder";
import type { Head, NetworkGraph, Site, StageId } from "./networkGraph";
import { placeOf, type BackboneSpec, type ForkSpec, type SkipSpec } from "./spec";
import { asMap, ShapeError, type Shape } from "./shape";

interface NetworkOptions {
  readonly unitMain?: boolean;
}

/** A backbone expanded, which networks with any forks grow from: each begins with a copy of it. */
export interface Trunk {
  readonly backbone: BackboneSpec;
  readonly sites: ReadonlyMap<string, Site>;
  /** The tensor that main's head reads. */
  readonly end: string;
  readonly builder: GraphBuilder;
}

/**
 * @param input `[height, width, channels]` of one image.
 * @throws ShapeError where sizes or channels do not fit.
 */
export function expandTrunk(backbone: BackboneSpec, input: Shape): Trunk {
  const builder = new GraphBuilder(input);
  return { backbone, builder, ...buildTrunk(builder, backbone) };
}

/**
 * Backbone, forks and branches as one graph of primitives.
 *
 * Nodes are in topological order with the trunk first; adding a branch therefore changes no trunk name, and initial
 * weights (keyed by name) stay the same.
 * @param options `unitMain` adds main's embedding in unit length, for terms that compare directions.
 * @throws SiteError for a fork at a place that the backbone does not have.
 * @throws ShapeError where sizes or channels do not fit, or a head would be absurdly large.
 */
export function growNetwork(
  { backbone, sites, end, builder: trunk }: Trunk,
  classes: number,
  forks: readonly ForkSpec[],
  options: NetworkOptions = {},
): NetworkGraph {
  for (const fork of forks) placeOf(backbone, fork.site);
  const builder = trunk.copy();
  const mainScope: Scope = { branch: "main", stage: "head", path: "main" };
  const own = backbone.head ?? { design: "GAP + linear", spec: { kind: "pooledLinear" } as const };
  const main = buildHead(builder, mainScope, end, classes, backbone.finalNorm, own.spec, own.design);
  const unit = options.unitMain === true ? builder.apply(mainScope, "unit", { op: "normalise" }, main.embedding) : "";
  const heads: Head[] = [unit === "" ? main : { ...main, unit }];
  for (const fork of forks) {
    const site = sites.get(fork.site);
    if (site !== undefined) heads.push(buildBranch(builder, backbone, site, fork, classes));
  }
  return {
    input: builder.shapeOf("input"),
    classes,
    nodes: builder.nodes,
    parameters: builder.parameters,
    statistics: builder.statistics,
    sites: [...sites.values()],
    heads,
    stages: ["stem", ...backbone.stages.map((_, index) => `s${index + 1}`)],
  };
}

/** {@link growNetwork} on a trunk of its own. @param input `[height, width, channels]` of one image. */
export function expandNetwork(
  backbone: BackboneSpec,
  input: Shape,
  classes: number,
  forks: readonly ForkSpec[],
  options: NetworkOptions = {},
): NetworkGraph {
  return growNetwork(expandTrunk(backbone, input), classes, forks, options);
}

/**
 * Channels of the tensor at a site.
 * @throws SiteError, ShapeError as {@link expandNetwork}.
 */
export function channelsAt(backbone: BackboneSpec, input: Shape, site: string): number {
  placeOf(backbone, site);
  return expandTrunk(backbone, input).sites.get(site)?.shape.at(-1) ?? 0;
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
    checkStride(builder, path, tensor, block);
    tensor = buildBlock(builder, { branch: "main", stage: "stem", path }, tensor, block);
  });
  mark("stem", "stem", 0, tensor, true);
  const stem = tensor;
  let position = 0;
  backbone.stages.forEach((blocks, stageIndex) => {
    const stage = `s${stageIndex + 1}`;
    tensor = joinSkips(builder, { branch: "main", stage, path: stage }, backbone.skips, stem, tensor);
    blocks.forEach((block, blockIndex) => {
      const path = `${stage}b${blockIndex + 1}`;
      checkStride(builder, path, tensor, block);
      tensor = buildBlock(builder, { branch: "main", stage, path }, tensor, block);
      position += 1;
      mark(path, stage, position, tensor, blockIndex === blocks.length - 1);
    });
  });
  return { sites, end: tensor };
}

/** Adds the skips that join a stage to its input; they belong to that stage, which a fork before it does not see. */
function joinSkips(
  builder: GraphBuilder,
  scope: Scope,
  skips: readonly SkipSpec[] | undefined,
  stem: string,
  target: string,
): string {
  return (skips ?? [])
    .filter(({ into }) => into === scope.stage)
    .reduce((sum, skip, index) => {
      const path = `${scope.path}skip${index === 0 ? "" : index + 1}`;
      return buildSkip(builder, { ...scope, path }, stem, sum, skip);
    }, target);
}

/** @throws ShapeError where the trunk would stride over a map that has only one row or column left. */
function checkStride(builder: GraphBuilder, path: string, tensor: string, block: BlockSpec): void {
  const stride = strideOf(block);
  const { height, width } = asMap(builder.shapeOf(tensor), path);
  if (stride === 1 || Math.min(height, width) > 1) return;
  throw new ShapeError(path, { code: "stride", stride, map: `${height}×${width}` });
}

function buildBranch(builder: GraphBuilder, backbone: BackboneSpec, site: Site, fork: ForkSpec, classes: number): Head {
  const { id, branch, observer } = fork;
  const prefix = `branch.${id}`;
  const scope = (stage: StageId, path: string): Scope => ({ branch: id, stage, path: `${prefix}.${path}` });
  let tensor = branch.tap === "beforeActivation" ? builder.beforeActivation(site.tensor) : site.tensor;
  const origin = tensor;
  if (observer) {
    const forkScope: Scope = { branch: id, stage: site.stage, path: prefix };
    tensor = builder.apply(forkScope, "observe", { op: "detach", observer: true }, tensor);
  }
  // In a pre-activation trunk every tensor but the picture lacks its batch norm: what reads it must bring one.
  let raw = backbone.finalNorm && site.id !== "input";
  let stem = tensor;
  for (const { stage, blocks } of branch.stages) {
    tensor = joinSkips(builder, scope(stage, stage), branch.skips, stem, tensor);
    blocks.forEach((block, index) => {
      const path = `${stage}b${index + 1}`;
      if (raw && !startsWithNorm(block) && block.op !== "pool") {
        tensor = builder.batchNorm(scope(stage, path), "forkNorm", tensor, "relu");
      }
      tensor = buildBlock(builder, scope(stage, path), tensor, block);
      raw = leavesRawSum(block, raw);
    });
    if (stage === "stem") stem = tensor;
  }
  const head = buildHead(builder, scope("head", "head"), tensor, classes, raw, branch.head, branch.design);
  return { ...head, site: fork.site, fork: origin, observer };
}

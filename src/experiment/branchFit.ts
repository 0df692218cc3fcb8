import type { BranchConfig } from "../catalog/branches";
import { buildBlock } from "../graph/blocks/block";
import { AUXILIARY_POOL, buildHead } from "../graph/buildHead";
import { GraphBuilder } from "../graph/graphBuilder";
import type { NetworkGraph, SiteId } from "../graph/networkGraph";
import { ShapeError } from "../graph/shape";
import { placeOf, SiteError } from "../graph/spec";
import { ConfigError } from "../schema/configError";
import type { Experiment } from "./experiment";
import type { BuildFault } from "./issue";
import { backboneSpecOf, branchEntry } from "./network";

/** How a branch design takes a place: as it is, with a smaller pool, or not at all. */
export type BranchFit =
  | { readonly kind: "fits" }
  /** The pool of the head is smaller than the design's, because the map is. */
  | { readonly kind: "smallerPool"; readonly pool: number; readonly wanted: number }
  | { readonly kind: "refused"; readonly why: BuildFault };

const FITS: BranchFit = { kind: "fits" };

/**
 * Builds the branch alone at one site of the trunk, before it is chosen.
 * @param trunk the experiment's, expanded.
 */
export function branchFit(experiment: Experiment, trunk: NetworkGraph, site: SiteId, branch: BranchConfig): BranchFit {
  const place = trunk.sites.find(({ id }) => id === site);
  if (place === undefined) return FITS;
  try {
    const backbone = backboneSpecOf(experiment);
    const channels = place.shape.at(-1) ?? 0;
    const spec = branchEntry(branch.kind).expand({ backbone, place: placeOf(backbone, site), channels }, branch);
    // A pooled head takes any map, and copies of the trunk's stages fit where the trunk does.
    if (spec.head.kind === "pooledLinear" || spec.head.kind === "projection") return FITS;
    const builder = new GraphBuilder(place.shape);
    let tensor = "input";
    spec.stages.forEach(({ stage, blocks }) =>
      blocks.forEach((block, index) => {
        tensor = buildBlock(builder, { branch: site, stage, path: `${stage}b${index + 1}` }, tensor, block);
      }),
    );
    const scope = { branch: site, stage: "head", path: "head" };
    buildHead(builder, scope, tensor, trunk.classes, backbone.finalNorm, spec.head, spec.design);
    if (spec.head.kind !== "auxiliary") return FITS;
    const pool = builder.nodes.flatMap(({ primitive }) => (primitive.op === "averagePool" ? primitive.kernel : []))[0];
    return pool === undefined || pool >= AUXILIARY_POOL.kernel
      ? FITS
      : { kind: "smallerPool", pool, wanted: AUXILIARY_POOL.kernel };
  } catch (error) {
    if (!(error instanceof ShapeError || error instanceof ConfigError || error instanceof SiteError)) throw error;
    return { kind: "refused", why: error.fault };
  }
}

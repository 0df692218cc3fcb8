import { backbones } from "../../catalog/backbones";
import type { AnyBackbone } from "../../catalog/backbones/backbone";
import { branches } from "../../catalog/branches";
import { crossEntropies, planOf } from "./smallNetwork";
import { channelsAt, expandNetwork } from "../../graph/expandNetwork";
import { placeOf, type BackboneSpec, type ForkSpec } from "../../graph/spec";
import { initialValues } from "../../schema/field";
import type { ExecutorPlan } from "../executor";

interface Tiny {
  readonly size: number;
  readonly values: object;
  /**
   * Stages and blocks of each that a short plan keeps: in double precision all of them would take minutes, and on maps of
   * one or two pixels batch norm magnifies rounding tenfold per step.
   */
  readonly keep?: readonly [stages: number, blocks: number];
}

/** Every family as small as it gets with all its parts; the compiler asks for a new one. */
export const tiny: { readonly [K in keyof typeof backbones]: readonly Tiny[] } = {
  resnet: [
    { size: 8, values: { depth: 8, width: 3, shortcut: "B" } },
    { size: 8, values: { depth: 11, width: 2, shortcut: "A", block: "bottleneck" } },
  ],
  resnetImagenet: [
    { size: 16, values: { width: 3, stem: "large", blocks: [1, 1] } },
    { size: 8, values: { depth: "50", width: 2, blocks: [1, 1] } },
  ],
  wideResnet: [{ size: 8, values: { width: 3, factor: 1.5, dropout: 0.3 } }],
  densenet: [
    { size: 8, values: { depth: 10, growth: 3, dropout: 0.2 } },
    { size: 8, values: { depth: 10, growth: 2, bottleneck: true, compression: 0.5, dropout: 0.2, drops: "all" } },
  ],
  mobilenetV1: [{ size: 16, values: { width: 0.03125, depth: 0.5 }, keep: [4, 1] }],
  mobilenetV2: [{ size: 16, values: { width: 0.03125, depth: 0.5 }, keep: [3, 1] }],
  skipnet: [{ size: 16, values: { width: 0.03125 }, keep: [4, 1] }],
  nin: [
    { size: 9, values: { width: 4 } },
    { size: 9, values: { width: 4, norm: "batch" } },
  ],
  vgg: [{ size: 8, values: { width: 3, blocks: [2, 1, 1] } }],
  plainNet: [{ size: 8, values: { width: 3 } }],
};

type Extent = "whole" | "short" | "half";

export interface TinyBackbone {
  /** Kind and settings. */
  readonly name: string;
  /** The whole network, or a short one of as many kinds of parts; `half` halves its images. */
  plan(rows: number, extent: Extent): ExecutorPlan;
}

/** Every family, one or two tiny members each. */
export const tinyBackbones: readonly TinyBackbone[] = Object.entries(tiny).flatMap(([kind, variants]) =>
  variants.map((variant) => ({
    name: `${kind} ${JSON.stringify(variant.values).replaceAll('"', "")}`,
    plan: (rows: number, extent: Extent) => planFor(kind, variant, rows, extent),
  })),
);

/** A copy of the rest after stage 1 and a pooled head after stage 2, under cross-entropies. */
function planFor(kind: string, { size, values, keep }: Tiny, rows: number, extent: Extent): ExecutorPlan {
  const entry: AnyBackbone | undefined = (backbones as { readonly [kind: string]: AnyBackbone })[kind];
  if (entry === undefined) throw new Error(`no backbone ${kind}`);
  const whole = entry.expand({ ...initialValues(entry.fields), ...values });
  const cut = extent !== "whole" && keep !== undefined;
  const trunk = cut ? shortened(whole, keep) : whole;
  const side = cut && extent === "half" ? size / 2 : size;
  const input = [side, side, 3];
  const forks: readonly ForkSpec[] = [fork(trunk, input, 1, "dhm"), fork(trunk, input, 2, "gap")];
  const graph = expandNetwork(trunk, input, 5, forks);
  return planOf(graph, crossEntropies(graph), rows);
}

function shortened(trunk: BackboneSpec, [stages, blocks]: readonly [number, number]): BackboneSpec {
  const kept = { ...trunk, stages: trunk.stages.slice(0, stages).map((stage) => stage.slice(0, blocks)) };
  const { head } = trunk;
  if (head?.spec.kind !== "wideLinear") return kept;
  return { ...kept, head: { ...head, spec: { ...head.spec, hidden: Math.min(head.spec.hidden, 8) } } };
}

function fork(trunk: BackboneSpec, input: readonly number[], stage: number, design: "dhm" | "gap"): ForkSpec {
  const site = `s${stage}b${trunk.stages[stage - 1]?.length ?? 0}`;
  const context = { backbone: trunk, place: placeOf(trunk, site), channels: channelsAt(trunk, input, site) };
  const branch =
    design === "dhm"
      ? branches.dhm.expand(context, initialValues(branches.dhm.fields))
      : branches.gap.expand(context, {});
  return { id: site, site, branch, observer: false };
}

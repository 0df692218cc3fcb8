import type { BackboneSpec, BranchSpec, SitePlace } from "../../graph/spec";
import type { Fields, Values } from "../../schema/field";
import type { Entry } from "../registry";

/** How a fork becomes a head. */
export interface BranchDesign<K extends string, F extends Fields> extends Entry<K, F> {
  /**
   * Short words for frequent settings, usable in links in place of the kind: `light` for DHM with its light rule.
   */
  readonly aliases: { readonly [alias: string]: { readonly title: string; readonly values: Partial<Values<F>> } };
  /** What stands in the diagram: `GAP + linear`, `copy of the rest`. */
  caption(values: Values<F>): string;
  /** The branch for one place of one trunk. */
  expand(context: BranchContext, values: Values<F>): BranchSpec;
}

export interface BranchContext {
  readonly backbone: BackboneSpec;
  readonly place: SitePlace;
  /** Channels at the fork. */
  readonly channels: number;
}

/** Infers kind and fields, so that `values` is typed inside `expand`. */
export const branchDesign = <const K extends string, F extends Fields>(entry: BranchDesign<K, F>): BranchDesign<K, F> =>
  entry;

/** Any entry of the registry, its settings not distinguished. */
export type AnyBranchDesign = BranchDesign<string, Fields>;

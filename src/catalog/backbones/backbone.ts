import type { BackboneSpec } from "../../graph/spec";
import type { Fields, Values } from "../../schema/field";
import type { Entry } from "../registry";

/** What to know of a setting before a run, and the value that puts it right. */
export interface Caution {
  /** Name of the setting. */
  readonly field: string;
  readonly what: BackboneCaution;
  readonly right: unknown;
}

/** Worded in `ui/words/issueWords.ts`. */
export interface BackboneCaution {
  /** Without batch norm the loss hardly falls at first. */
  readonly code: "slowWithoutNorm";
}

/** A family of trunks. */
export interface Backbone<K extends string, F extends Fields> extends Entry<K, F> {
  /** A short name with the settings in it: `ResNet-8, width 16`. */
  name(values: Values<F>): string;
  /**
   * The trunk for one setting.
   * @throws ConfigError where two fields contradict each other.
   */
  expand(values: Values<F>): BackboneSpec;
  /** What to know before a run of `steps` steps; absent where every setting learns at once. */
  caution?(values: Values<F>, steps: number): Caution | undefined;
}

/** Infers kind and fields, so that `values` is typed inside `expand`. */
export const backbone = <const K extends string, F extends Fields>(entry: Backbone<K, F>): Backbone<K, F> => entry;

/** Any entry of the registry, its settings not distinguished. */
export type AnyBackbone = Backbone<string, Fields>;

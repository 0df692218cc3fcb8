import type { Fields, Values } from "../../schema/field";
import type { Entry } from "../registry";

/**
 * What an executor must apply. Weight decay covers all parameters, batch norm and biases included, keyed by name.
 *
 * `sgd` (PyTorch's order): g += wd · p; v = m · v + g; p −= lr · v, with Nesterov p −= lr · (g + m · v).
 * `adam`: decay coupled into g (Adam) or decoupled p −= lr · wd · p (AdamW); bias-corrected moments.
 */
export type OptimizerSpec =
  | { readonly kind: "sgd"; readonly momentum: number; readonly nesterov: boolean; readonly weightDecay: number }
  | {
      readonly kind: "adam";
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly weightDecay: number;
      readonly decoupled: boolean;
    };

export interface Optimizer<K extends string, F extends Fields> extends Entry<K, F> {
  /** The base learning rate, before the schedule. */
  learningRate(values: Values<F>): number;
  spec(values: Values<F>): OptimizerSpec;
}

/** Infers kind and fields, so that `values` is typed inside `spec`. */
export const optimizer = <const K extends string, F extends Fields>(entry: Optimizer<K, F>): Optimizer<K, F> => entry;

/** Any entry of the registry, its settings not distinguished. */
export type AnyOptimizer = Optimizer<string, Fields>;

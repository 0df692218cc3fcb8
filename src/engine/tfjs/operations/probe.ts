import { allTerms } from "../../allTerms";
import type { Batch, ExecutorPlan, FeaturePair, ProbeLoss, ProbeResult } from "../../executor";
import { gramMatrices, nothingProbed, probeLayers } from "../../gram";
import { rowProducts } from "../../rowProducts";
import { takeAll } from "../read";
import type { TfjsState } from "../state";
import { withTape } from "../tape";
import * as tf from "../tf";

/** Gradients of several losses, a pass for each; their inner products are taken on the processor. */
export async function probe(
  plan: ExecutorPlan,
  state: TfjsState,
  batch: Batch,
  losses: readonly ProbeLoss[],
  step: number,
  features: readonly FeaturePair[],
): Promise<ProbeResult> {
  const ids = losses.map(({ id }) => id);
  const taps = [...new Set(features.map(({ tensor }) => tensor))];
  const layers = probeLayers(plan.graph);
  if (layers.length === 0) return nothingProbed(layers, losses);
  const names = new Set(layers.map(({ layer }) => layer));
  const parameters = plan.graph.parameters.filter(({ branch, layer }) => branch === "main" && names.has(layer));
  const shared = { batch, step, parameters, terms: allTerms(plan), throughObservers: true, taps };
  const taken: tf.Tensor[][] = [];
  try {
    for (const { coefficients, images } of losses) {
      const recording = { ...shared, weights: coefficients, counted: images };
      taken.push(
        withTape(plan, state, recording, ({ gradients, arriving }) => {
          const own = parameters.map(({ shape }, index) => gradients[index] ?? tf.zeros([...shape]));
          return [...own, ...arriving].map((tensor) => tf.clone(tensor));
        }),
      );
    }
  } catch (cause) {
    tf.dispose(taken);
    throw cause;
  }
  const rows = batch.labels.length;
  const read = await Promise.all(taken.map(takeAll));
  return {
    layers,
    losses: ids,
    gram: gramMatrices(
      layers,
      parameters,
      read.map((list) => list.slice(0, parameters.length)),
    ),
    features: features.map(({ tensor, losses: [first, second] }) => {
      const at = parameters.length + taps.indexOf(tensor);
      return rowProducts(read[first]?.[at], read[second]?.[at], rows);
    }),
  };
}

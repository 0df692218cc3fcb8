import { allTerms } from "../../allTerms";
import type { Batch, FeaturePair, ProbeLoss, ProbeResult } from "../../executor";
import { probeLayers } from "../../gram";
import { copied } from "../batchInput";
import { labelScalesOf, writeTerms } from "../../plan/controlNumbers";
import { nonZero, offsetOf, type Core, type Operation } from "../core";
import { unpackGram, type LoweredProbe } from "../../plan/probing";

/** Gradients of several losses on one forward pass, as Gram matrices. */
export async function probe(
  core: Core,
  batch: Batch,
  losses: readonly ProbeLoss[],
  step: number,
  features: readonly FeaturePair[],
): Promise<ProbeResult> {
  const layers = probeLayers(core.plan.graph);
  if (losses.length === 0 || layers.length === 0) {
    core.assertAlive();
    return { layers, losses: losses.map(({ id }) => id), gram: new Float64Array(0), features: [] };
  }
  const own = copied(batch);
  const given = losses.map((loss) => ({ ...loss, coefficients: loss.coefficients.slice() }));
  const used = given.map(({ coefficients }) => nonZero(coefficients));
  return core.inOrder(async () => {
    const runnable = await core.ready(own, () => core.programs.probe(used, features));
    return () => core.run(runnable, own, step, operationOf(core, own, given, layers));
  });
}

function operationOf(
  { plan }: Core,
  { labels }: Batch,
  losses: readonly ProbeLoss[],
  layers: ProbeResult["layers"],
): Operation<LoweredProbe, ProbeResult> {
  const scales = labelScalesOf(plan, allTerms(plan), labels);
  return {
    write: ({ control, terms }) =>
      losses.forEach(({ coefficients, images = [0, plan.batchSize] }, index) =>
        writeTerms(control, terms[index] ?? [], {
          value: () => 0,
          gradient: (term) => coefficients[term] ?? 0,
          scales,
          images,
        }),
      ),
    parse: (view, lowered) => ({
      layers,
      losses: losses.map(({ id }) => id),
      gram: unpackGram(new Float32Array(view), layers.length, losses.length),
      features: lowered.features.map((slot) => new Float32Array(view, 4 * offsetOf(slot), 3 * plan.batchSize).slice()),
    }),
  };
}

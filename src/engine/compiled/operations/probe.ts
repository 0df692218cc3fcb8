import type { Batch, FeaturePair, ProbeLoss, ProbeResult } from "../../executor";
import { nothingProbed, probeLayers } from "../../gram";
import { nonZero, probeRun } from "../../plan/runs";
import { copied } from "../batchInput";
import type { Core } from "../core";

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
    return nothingProbed(layers, losses);
  }
  const own = copied(batch);
  const given = losses.map((loss) => ({ ...loss, coefficients: loss.coefficients.slice() }));
  const used = given.map(({ coefficients }) => nonZero(coefficients));
  return core.inOrder(async () => {
    const runnable = await core.ready(own, () => core.programs.probe(used, features));
    return () => core.run(runnable, own, step, probeRun(core.plan, own, given, layers));
  });
}

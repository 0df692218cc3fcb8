import type { BranchId } from "../graph/networkGraph";
import { branchIds } from "../graph/spec";
import type { Arm, Fork } from "./experiment";
import { forkRateField, learningFields } from "./fields";

/** What multiplies the rate of a branch's own layers, beside what all branches of its arm have. */
export const rateOf = ({ rate = forkRateField.initial }: Pick<Fork, "rate">): number => rate;

/** A fork with another rate; the usual one is not said, so that equal forks are equal values. */
export function withRate({ site, branch, weight }: Fork, rate: number): Fork {
  return rate === forkRateField.initial ? { site, branch, weight } : { site, branch, weight, rate };
}

/**
 * By branch, the learning rate of the layers that are its own alone, as a multiple of the trunk's: the factor of all branches of the
 * arm times the branch's own. Layers in the trunk, which several losses train, are not touched.
 * @returns undefined where every branch learns as fast as the trunk.
 * Source: factors per layer are `lr_mult` of Caffe, with which the authors of Lee et al., Deeply-Supervised Nets, AISTATS 2015, give
 * their companions a thousandth; Kubaty et al., How to Train Your Multi-Exit Model?, ICML 2025, separate the training of exits and trunk.
 */
export function branchRates({ forks, learning }: Arm): ReadonlyMap<BranchId, number> | undefined {
  const ids = branchIds(forks.map(({ site }) => site));
  const all = learning?.rate ?? learningFields.rate.initial;
  const rates = new Map(forks.map((fork, index) => [ids[index] ?? fork.site, all * rateOf(fork)] as const));
  return [...rates.values()].every((rate) => rate === 1) ? undefined : rates;
}

import { HALF, lossId } from "../graph/agreement";
import { MAIN, type BranchId, type NetworkGraph } from "../graph/networkGraph";
import { isPlainLabelTerm } from "../graph/plainLabelTerm";
import { reachesTrunk } from "../graph/reachesTrunk";
import { termInputs, weightAt, type Term } from "../graph/term";
import type { FeaturePair, ProbeLoss } from "../engine/executor";

/** How a branch's loss as trained is made of measured gradients: `label · g(ce) + g(rest)`. */
export interface WholeLoss {
  readonly id: string;
  /** Position of the branch's cross-entropy, and what it counts. */
  readonly label: readonly [loss: number, weight: number] | undefined;
  /** Position of everything else that the branch is taught. */
  readonly rest: number | undefined;
}

/** What one probe asks of an executor. */
export interface ProbeRequest {
  readonly losses: readonly ProbeLoss[];
  readonly wholes: readonly WholeLoss[];
  readonly features: readonly (FeaturePair & { readonly branch: BranchId })[];
}

/**
 * The losses whose gradients are compared: every head's cross-entropy alone, which means the same under every method;
 * main's on the first half of the batch for the split-half reference; with `parts` also everything else that each
 * branch is taught, from which the losses as trained follow by linearity.
 *
 * Weights are the schedule's, without what chance switches off at the step.
 * @param terms the loss's terms, then those that only probes use.
 * @param images of the batch, however many views of each it holds.
 * @param at the step and the budget.
 */
export function probeRequest(
  graph: NetworkGraph,
  terms: readonly Term[],
  images: number,
  at: { readonly step: number; readonly budget: number },
  parts: boolean,
): ProbeRequest {
  const losses: ProbeLoss[] = [];
  const wholes: WholeLoss[] = [];
  const labelled = new Map<BranchId, number>();
  for (const { branch } of graph.heads) {
    const index = terms.findIndex((term) => isPlainLabelTerm(term, branch));
    if (index < 0) continue;
    labelled.set(branch, losses.length);
    losses.push({
      id: lossId("ce", branch),
      branch,
      coefficients: only(terms, (_, other) => (other === index ? 1 : 0)),
    });
  }
  const main = labelled.get(MAIN);
  const whole = main === undefined ? undefined : losses[main];
  if (whole !== undefined) losses.push({ ...whole, id: HALF, images: [0, Math.floor(images / 2)] });
  if (parts) {
    for (const { branch } of graph.heads) {
      const label = terms.findIndex((term) => isPlainLabelTerm(term, branch));
      const counts = (term: Term): number => weightAt(term.weight, at.step, at.budget);
      const trains = (term: Term): boolean =>
        Object.entries(termInputs(term)).some(([role, tensor]) => {
          return !term.detach.includes(role) && reachesTrunk(graph, tensor);
        });
      const rest = only(terms, (term, index) =>
        index !== label && term.branch === branch && trains(term) ? counts(term) : 0,
      );
      const hasRest = rest.some((weight) => weight !== 0);
      const labelTerm = terms[label];
      const position = labelled.get(branch);
      const weight = labelTerm === undefined || !trains(labelTerm) ? 0 : counts(labelTerm);
      if (!hasRest && weight === 0) continue;
      wholes.push({
        id: lossId("whole", branch),
        label: position === undefined || weight === 0 ? undefined : [position, weight],
        rest: hasRest ? losses.length : undefined,
      });
      if (hasRest) losses.push({ id: lossId("rest", branch), branch, coefficients: rest });
    }
  }
  const features = graph.heads.flatMap(({ branch, fork }) => {
    const own = labelled.get(branch);
    if (main === undefined || own === undefined || fork === undefined || fork === "input") return [];
    return [{ branch, tensor: fork, losses: [main, own] as const }];
  });
  return { losses, wholes, features };
}

function only(terms: readonly Term[], weight: (term: Term, index: number) => number): Float32Array {
  return Float32Array.from(terms, weight);
}

/**
 * Adds the rows and columns of combined losses to Gram matrices: inner products are linear in both gradients.
 * @param gram `[layers × losses × losses]`
 * @returns the matrices with `wholes` behind the measured losses.
 */
export function withWholes(
  gram: Float64Array,
  layers: number,
  losses: number,
  wholes: readonly WholeLoss[],
): Float64Array {
  if (wholes.length === 0) return gram;
  const all = losses + wholes.length;
  const mix = Array.from({ length: all }, (_, row): readonly (readonly [loss: number, weight: number])[] => {
    if (row < losses) return [[row, 1]];
    const { label, rest } = wholes[row - losses] ?? {};
    return [...(label === undefined ? [] : [label]), ...(rest === undefined ? [] : [[rest, 1] as const])];
  });
  const result = new Float64Array(layers * all * all);
  for (let layer = 0; layer < layers; layer += 1) {
    for (let a = 0; a < all; a += 1) {
      for (let b = 0; b < all; b += 1) {
        let sum = 0;
        for (const [i, x] of mix[a] ?? []) {
          for (const [j, y] of mix[b] ?? []) sum += x * y * (gram[(layer * losses + i) * losses + j] ?? 0);
        }
        result[(layer * all + a) * all + b] = sum;
      }
    }
  }
  return result;
}

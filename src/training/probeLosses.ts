import { HALF, lossId } from "../graph/agreement";
import { groupRanges, NOISE_GROUPS } from "../graph/gradientNoise";
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

/** A row of products made of measured gradients: Σ weight · g(loss). */
export type Mix = readonly (readonly [loss: number, weight: number])[];

/** How the gradients of the groups of a batch are made of measured ones. */
export interface GroupLosses {
  /** Whose groups they are, by id. */
  readonly losses: readonly string[];
  /** `[losses × groups]` */
  readonly mixes: readonly Mix[];
  /** Losses at the end of the list that are asked for this alone. */
  readonly asked: number;
}

/** What one probe asks of an executor. */
export interface ProbeRequest {
  readonly losses: readonly ProbeLoss[];
  readonly wholes: readonly WholeLoss[];
  /** Where the noise is measured. */
  readonly groups?: GroupLosses;
  readonly features: readonly (FeaturePair & { readonly branch: BranchId })[];
}

/**
 * The losses whose gradients are compared: every head's cross-entropy alone, which means the same under every method;
 * main's on the first half of the batch for the split-half reference; with `parts` also everything else that each
 * branch is taught, from which the losses as trained follow by linearity; with `noise` every head's cross-entropy on each
 * quarter of the batch.
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
  noise = false,
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
  const groups =
    noise && hasRoomForGroups(graph, labelled.size, images) ? withGroups(losses, labelled, images) : undefined;
  return { losses, wholes, ...(groups === undefined ? {} : { groups }), features };
}

/** Gradients of groups are held together; more than so many numbers of them (256 MB) would not be worth their room. */
const MOST_GROUP_VALUES = 2 ** 26;

function hasRoomForGroups({ parameters }: NetworkGraph, losses: number, images: number): boolean {
  const trunk = parameters.reduce(
    (sum, { branch, shape }) => sum + (branch === MAIN ? shape.reduce((size, extent) => size * extent, 1) : 0),
    0,
  );
  return images >= NOISE_GROUPS && losses > 1 && NOISE_GROUPS * losses * trunk <= MOST_GROUP_VALUES;
}

/**
 * Adds the losses of the groups of a batch. The last group is the whole without the others, and of main, whose first half is
 * measured anyway, the second is that half without the first: what is not asked for costs nothing.
 */
function withGroups(losses: ProbeLoss[], labelled: ReadonlyMap<BranchId, number>, images: number): GroupLosses {
  const ranges = groupRanges(images);
  const half = losses.findIndex(({ id }) => id === HALF);
  const ask = (whole: ProbeLoss, group: number): number => {
    losses.push({ ...whole, id: `${whole.id}/${group}`, images: ranges[group] ?? [0, 0] });
    return losses.length - 1;
  };
  const without = (whole: number, parts: readonly number[]): Mix => [
    [whole, 1],
    ...parts.map((part) => [part, -1] as const),
  ];
  const before = losses.length;
  const ids: string[] = [];
  const mixes: Mix[] = [];
  for (const [branch, position] of labelled) {
    const whole = losses[position];
    if (whole === undefined) continue;
    ids.push(whole.id);
    const first = ask(whole, 0);
    if (branch === MAIN) {
      const third = ask(whole, 2);
      mixes.push([[first, 1]], without(half, [first]), [[third, 1]], without(position, [half, third]));
    } else {
      const rest = [ask(whole, 1), ask(whole, 2)];
      mixes.push([[first, 1]], ...rest.map((part): Mix => [[part, 1]]), without(position, [first, ...rest]));
    }
  }
  return { losses: ids, mixes, asked: losses.length - before };
}

function only(terms: readonly Term[], weight: (term: Term, index: number) => number): Float32Array {
  return Float32Array.from(terms, weight);
}

/**
 * Adds the rows and columns of combined losses to Gram matrices: inner products are linear in both gradients.
 * @param gram `[layers × losses × losses]`
 * @param told of the losses only so many are kept: the first ones, which the combined ones are made of.
 * @returns the matrices with `wholes` behind the measured losses.
 */
export function withWholes(
  gram: Float64Array,
  layers: number,
  losses: number,
  wholes: readonly WholeLoss[],
  told = losses,
): Float64Array {
  if (wholes.length === 0 && told === losses) return gram;
  const mixes = Array.from({ length: told + wholes.length }, (_, row): Mix => {
    if (row < told) return [[row, 1]];
    const { label, rest } = wholes[row - told] ?? {};
    return [...(label === undefined ? [] : [label]), ...(rest === undefined ? [] : [[rest, 1] as const])];
  });
  return mixedGram(gram, layers, losses, mixes);
}

/**
 * Gram matrices of sums of measured gradients.
 * @param gram `[layers × losses × losses]`
 * @returns `[layers × mixes × mixes]`
 */
export function mixedGram(gram: Float64Array, layers: number, losses: number, mixes: readonly Mix[]): Float64Array {
  const all = mixes.length;
  const result = new Float64Array(layers * all * all);
  for (let layer = 0; layer < layers; layer += 1) {
    for (let a = 0; a < all; a += 1) {
      for (let b = 0; b < all; b += 1) {
        let sum = 0;
        for (const [i, x] of mixes[a] ?? []) {
          for (const [j, y] of mixes[b] ?? []) sum += x * y * (gram[(layer * losses + i) * losses + j] ?? 0);
        }
        result[(layer * all + a) * all + b] = sum;
      }
    }
  }
  return result;
}

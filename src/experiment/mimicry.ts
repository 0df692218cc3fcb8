import { kindOf } from "../graph/term";
import type { ArmNetwork } from "./network";
import type { BranchId } from "../graph/networkGraph";

/** One head imitates another: the term's gradient moves the student. */
export interface Mimicry {
  readonly term: string;
  readonly student: BranchId;
  readonly teacher: BranchId;
  readonly weight: number;
}

/** Every term in which one head mimics another, in the order of the loss. */
export function mimicryOf({ graph, plan }: ArmNetwork): readonly Mimicry[] {
  const owner = new Map(graph.heads.map(({ logits, branch }) => [logits, branch]));
  return plan.terms.flatMap((term): readonly Mimicry[] => {
    const pair = kindOf(term).imitates(term);
    const [student, teacher] = [owner.get(pair?.student ?? ""), owner.get(pair?.teacher ?? "")];
    if (student === undefined || teacher === undefined) return [];
    return [{ term: term.id, student, teacher, weight: term.weight.base }];
  });
}

/** The imitating terms as a square: a row per student, a column per teacher. */
export interface MimicryMatrix {
  readonly heads: readonly BranchId[];
  /** Ids of terms by row; undefined where nobody imitates, as on the diagonal. */
  readonly rows: readonly { readonly student: BranchId; readonly cells: readonly (string | undefined)[] }[];
}

/** @returns undefined for an arm in which nobody imitates. */
export function mimicryMatrix(network: ArmNetwork): MimicryMatrix | undefined {
  const mimicry = mimicryOf(network);
  if (mimicry.length === 0) return undefined;
  const heads = network.graph.heads.map(({ branch }) => branch);
  const termOf = (student: BranchId, teacher: BranchId): string | undefined =>
    mimicry.find((one) => one.student === student && one.teacher === teacher)?.term;
  return {
    heads,
    rows: heads.map((student) => ({ student, cells: heads.map((teacher) => termOf(student, teacher)) })),
  };
}

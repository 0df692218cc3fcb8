import { eigenOf } from "../catalog/combining/algebra";
import { cosine } from "../graph/agreement";
import type { BranchId, StageId } from "../graph/networkGraph";
import type { ArmCurves, GramProbe } from "./runRecord";

/** Every two losses' gradients on the layers of a stage. */
export interface StageGram {
  readonly stage: StageId;
  /** Those whose gradient reaches it. */
  readonly heads: readonly BranchId[];
  /** `[heads × heads]` */
  readonly cosines: readonly (readonly number[])[];
  readonly lengths: readonly number[];
  /**
   * The matrix's eigenvalues as shares of their sum, the largest first: how much of all that the losses pull lies along the
   * strongest direction, along the next at right angles to it, and so on.
   */
  readonly shares: readonly number[];
  /** (Σ λ)² / Σ λ²: 1 where all pull along one line or one of them drowns the rest, as many as losses where they are alike and at right angles. */
  readonly directions: number;
}

/** The probe on display: the last kept one at or before a step. */
export function gramAt({ grams }: Pick<ArmCurves, "grams">, atStep = Infinity): GramProbe | undefined {
  return grams.findLast(({ step }) => step <= atStep);
}

/** Reads a probe stage by stage; stages that fewer than two losses reach are left out. */
export function stageGrams({ heads, stages }: GramProbe): readonly StageGram[] {
  return Object.entries(stages).flatMap(([stage, values]) => {
    const whole = { losses: heads, values };
    // A gradient that vanishes, or is no number, is at no angle to itself.
    const reached = heads.filter((head) => cosine(whole, head, head) !== null);
    if (reached.length < 2) return [];
    const at = (a: BranchId, b: BranchId): number => values[heads.indexOf(a) * heads.length + heads.indexOf(b)] ?? 0;
    const matrix = Float64Array.from(reached.flatMap((a) => reached.map((b) => at(a, b))));
    const eigen = [...eigenOf(matrix, reached.length).values].map((value) => Math.max(0, value)).sort((a, b) => b - a);
    const sum = eigen.reduce((all, value) => all + value, 0);
    return [
      {
        stage,
        heads: reached,
        cosines: reached.map((a) => reached.map((b) => cosine(whole, a, b) ?? Number.NaN)),
        lengths: reached.map((head) => Math.sqrt(at(head, head))),
        shares: eigen.map((value) => value / sum),
        directions: sum ** 2 / eigen.reduce((all, value) => all + value ** 2, 0),
      },
    ];
  });
}
